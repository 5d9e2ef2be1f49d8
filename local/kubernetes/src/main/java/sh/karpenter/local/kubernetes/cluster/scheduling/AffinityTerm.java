package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import sh.karpenter.local.kubernetes.cluster.object.LabelSelector;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.JsonNode;

/// Which pods a term of pod affinity or anti-affinity is about, and in which domain.
///
/// @param namespaces namespaces by name
/// @param namespaceSelector further namespaces by label
/// @param selector pods by label
/// @param topologyKey the node label whose value is the domain
record AffinityTerm(
        SortedSet<String> namespaces, LabelSelector namespaceSelector, LabelSelector selector, String topologyKey) {

    /// Finds the labels of a namespace.
    interface Namespaces {
        Map<String, String> labels(String namespace);
    }

    /// A preferred term.
    record Weighted(int weight, AffinityTerm term) {}

    /// The pods of one namespace that a selector matches, in no domain.
    static AffinityTerm pods(String namespace, LabelSelector selector) {
        return new AffinityTerm(new TreeSet<>(List.of(namespace)), LabelSelector.NOTHING, selector, "");
    }

    static AffinityTerm of(JsonNode term, String podNamespace, Map<String, String> podLabels) {
        SortedSet<String> namespaces = new TreeSet<>(Tree.texts(term, "namespaces"));
        LabelSelector namespaceSelector = LabelSelector.of(Tree.at(term, "namespaceSelector"));
        if (namespaces.isEmpty() && namespaceSelector.nothing()) {
            namespaces.add(podNamespace);
        }
        LabelSelector selector = LabelSelector.of(Tree.at(term, "labelSelector"));
        for (String key : Tree.texts(term, "matchLabelKeys")) {
            selector = podLabels.containsKey(key) ? selector.and(key, "In", podLabels.get(key)) : selector;
        }
        for (String key : Tree.texts(term, "mismatchLabelKeys")) {
            selector = podLabels.containsKey(key) ? selector.and(key, "NotIn", podLabels.get(key)) : selector;
        }
        return new AffinityTerm(
                Collections.unmodifiableSortedSet(namespaces),
                namespaceSelector,
                selector,
                Tree.text(term, "topologyKey"));
    }

    static List<AffinityTerm> required(JsonNode affinity, String namespace, Map<String, String> labels) {
        List<AffinityTerm> terms = new ArrayList<>();
        for (JsonNode term : Tree.items(affinity, "requiredDuringSchedulingIgnoredDuringExecution")) {
            terms.add(of(term, namespace, labels));
        }
        return Collections.unmodifiableList(terms);
    }

    static List<Weighted> preferred(JsonNode affinity, String namespace, Map<String, String> labels) {
        List<Weighted> terms = new ArrayList<>();
        for (JsonNode term : Tree.items(affinity, "preferredDuringSchedulingIgnoredDuringExecution")) {
            terms.add(new Weighted(
                    (int) Tree.number(term, 0, "weight"), of(Tree.at(term, "podAffinityTerm"), namespace, labels)));
        }
        return Collections.unmodifiableList(terms);
    }

    /// Whether the term is about a pod with these labels in this namespace.
    boolean matches(PodShape pod, Namespaces labelsOf) {
        boolean inNamespace = namespaces.contains(pod.namespace())
                || (!namespaceSelector.nothing() && namespaceSelector.matches(labelsOf.labels(pod.namespace())));
        return inNamespace && selector.matches(pod.labels());
    }
}
