package sh.karpenter.core.scheduling.topology;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelSelector;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.workload.NodeSelectorTerm;
import sh.karpenter.core.model.workload.PodAffinityTerm;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.model.workload.TopologySpread;
import sh.karpenter.core.model.workload.WeightedPodAffinityTerm;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.compiled.PodRequirements;

/// Reads the spread constraints and affinity terms of pods: what each counts, and which of them are the same.
final class ConstraintReader {
    private final CompiledCluster cluster;
    private final LabelVocabulary labels;
    private final boolean respectPreferences;

    /// What makes two constraints the same group. As in the reference, the values of a node filter do not count,
    /// only its keys.
    record GroupIdentity(
            String key,
            TopologyGroup.Kind kind,
            SortedSet<String> namespaces,
            int maxSkew,
            @Nullable LabelSelector selector,
            boolean honorAffinity,
            int tolerations,
            List<List<String>> filterKeys) {
        /// By what differs most; written out because it is asked for at the start of every solve.
        @Override
        public int hashCode() {
            return 31 * (31 * key.hashCode() + maxSkew) + (selector == null ? 0 : selector.hashCode());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof GroupIdentity that
                    && kind == that.kind
                    && maxSkew == that.maxSkew
                    && honorAffinity == that.honorAffinity
                    && tolerations == that.tolerations
                    && key.equals(that.key)
                    && Objects.equals(selector, that.selector)
                    && namespaces.equals(that.namespaces)
                    && filterKeys.equals(that.filterKeys);
        }
    }

    /// A constraint of a pod.
    ///
    /// @param identity what makes it the same group as another
    /// @param minDomains domains that there must be for the smallest count to matter, -1 without such a demand
    /// @param filter the nodes whose pods count
    /// @param honorTaints whether domains count only where the pod tolerates the taints
    record Wanted(GroupIdentity identity, int minDomains, NodeFilter filter, boolean honorTaints) {}

    /// @param respectPreferences whether what is only wanted is read, too
    ConstraintReader(CompiledCluster cluster, boolean respectPreferences) {
        this.cluster = cluster;
        this.labels = cluster.problem().labels();
        this.respectPreferences = respectPreferences;
    }

    /// The constraints of a pod's own, in a fixed order.
    List<Wanted> of(PodShape shape) {
        var result = new ArrayList<Wanted>(2);
        for (TopologySpread spread : shape.topologySpread()) {
            if (respectPreferences || !spread.scheduleAnyway()) {
                result.add(spread(shape, spread));
            }
        }
        for (PodAffinityTerm term : shape.requiredPodAffinity()) {
            result.add(affinity(shape, term, TopologyGroup.Kind.AFFINITY));
        }
        for (PodAffinityTerm term : shape.requiredPodAntiAffinity()) {
            result.add(affinity(shape, term, TopologyGroup.Kind.ANTI_AFFINITY));
        }
        if (respectPreferences) {
            for (WeightedPodAffinityTerm term : shape.preferredPodAffinity()) {
                result.add(affinity(shape, term.term(), TopologyGroup.Kind.AFFINITY));
            }
            for (WeightedPodAffinityTerm term : shape.preferredPodAntiAffinity()) {
                result.add(affinity(shape, term.term(), TopologyGroup.Kind.ANTI_AFFINITY));
            }
        }
        return result;
    }

    private Wanted spread(PodShape shape, TopologySpread spread) {
        LabelSelector selector = spread.selector();
        if (selector != null && !spread.matchLabelKeys().isEmpty()) {
            selector = withMatchLabelKeys(shape, selector, spread.matchLabelKeys());
        }
        int tolerations = spread.honorNodeTaints() ? cluster.taints().internTolerations(shape.tolerations()) : -1;
        int[] alternatives = spread.honorNodeAffinity() ? alternatives(shape) : new int[0];
        var filterKeys = new ArrayList<List<String>>();
        for (int alternative : alternatives) {
            filterKeys.add(
                    List.copyOf(cluster.requirements().get(alternative).byKey().sequencedKeySet()));
        }
        var identity = new GroupIdentity(
                labels.normalize(spread.topologyKey()),
                TopologyGroup.Kind.SPREAD,
                only(shape.namespace()),
                spread.maxSkew(),
                selector,
                spread.honorNodeAffinity(),
                tolerations,
                filterKeys);
        int minDomains = spread.minDomains() == null ? -1 : spread.minDomains();
        return new Wanted(identity, minDomains, new NodeFilter(alternatives, tolerations), spread.honorNodeTaints());
    }

    private static LabelSelector withMatchLabelKeys(PodShape shape, LabelSelector selector, List<String> keys) {
        var expressions = new ArrayList<>(selector.matchExpressions());
        for (String key : keys) {
            String value = shape.labels().get(key);
            if (value != null) {
                expressions.add(LabelExpression.of(key, Operator.IN, value));
            }
        }
        return new LabelSelector(selector.matchLabels(), expressions);
    }

    private int[] alternatives(PodShape shape) {
        Requirements selector = PodRequirements.selector(shape, labels);
        List<NodeSelectorTerm> terms = shape.requiredNodeTerms();
        if (terms.isEmpty()) {
            return selector.byKey().isEmpty()
                    ? new int[0]
                    : new int[] {cluster.requirements().intern(selector)};
        }
        int[] result = new int[terms.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = cluster.requirements().intern(selector.and(PodRequirements.of(terms.get(i), labels)));
        }
        return result;
    }

    private Wanted affinity(PodShape shape, PodAffinityTerm term, TopologyGroup.Kind kind) {
        return new Wanted(identity(shape, term, kind), -1, NodeFilter.EVERY_NODE, true);
    }

    /// What makes a term the same group as another.
    GroupIdentity identity(PodShape shape, PodAffinityTerm term, TopologyGroup.Kind kind) {
        return new GroupIdentity(
                labels.normalize(term.topologyKey()),
                kind,
                namespaces(shape.namespace(), term),
                Integer.MAX_VALUE,
                term.selector(),
                false,
                -1,
                List.of());
    }

    private SortedSet<String> namespaces(String own, PodAffinityTerm term) {
        LabelSelector selector = term.namespaceSelector();
        if (term.namespaces().isEmpty() && selector == null) {
            return only(own);
        }
        var result = new TreeSet<>(term.namespaces());
        if (selector != null) {
            for (var namespace : cluster.problem().cluster().namespaces().entrySet()) {
                if (selector.matches(namespace.getValue())) {
                    result.add(namespace.getKey());
                }
            }
        }
        return Collections.unmodifiableSortedSet(result);
    }

    private static SortedSet<String> only(String namespace) {
        var result = new TreeSet<String>();
        result.add(namespace);
        return Collections.unmodifiableSortedSet(result);
    }
}
