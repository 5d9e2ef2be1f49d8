package sh.karpenter.local.kubernetes.cluster.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.NodeSelector;
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import sh.karpenter.local.kubernetes.cluster.object.Taint;
import sh.karpenter.local.kubernetes.cluster.object.Toleration;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// On which nodes a DaemonSet has pods, and what such a pod looks like. Resources do not matter here: whether
/// the pod fits is the scheduler's concern.
final class DaemonPlacement {
    private static final List<Taint> TOLERATED = List.of(
            new Taint("node.kubernetes.io/not-ready", "", "NoExecute"),
            new Taint("node.kubernetes.io/unreachable", "", "NoExecute"),
            new Taint("node.kubernetes.io/disk-pressure", "", "NoSchedule"),
            new Taint("node.kubernetes.io/memory-pressure", "", "NoSchedule"),
            new Taint("node.kubernetes.io/pid-pressure", "", "NoSchedule"),
            new Taint("node.kubernetes.io/unschedulable", "", "NoSchedule"));
    private static final Taint NO_NETWORK = new Taint("node.kubernetes.io/network-unavailable", "", "NoSchedule");

    /// @param shouldRun whether a pod is to be made there
    /// @param mayStay whether a pod that is there may go on
    record Verdict(boolean shouldRun, boolean mayStay) {}

    private final JsonNode template;
    private final List<Toleration> tolerations;
    private final Map<String, String> nodeSelector;
    private final @Nullable NodeSelector affinity;

    DaemonPlacement(JsonNode daemonSet) {
        template = Tree.at(daemonSet, "spec", "template");
        JsonNode spec = Tree.at(template, "spec");
        tolerations = new ArrayList<>(Pods.tolerations(spec));
        added(spec).forEach(taint -> tolerations.add(new Toleration(taint.key(), "Exists", "", taint.effect(), null)));
        nodeSelector = Tree.strings(spec, "nodeSelector");
        affinity = NodeSelector.of(
                Tree.at(spec, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"));
    }

    private static List<Taint> added(JsonNode podSpec) {
        if (!Tree.flag(podSpec, "hostNetwork")) {
            return TOLERATED;
        }
        List<Taint> all = new ArrayList<>(TOLERATED);
        all.add(NO_NETWORK);
        return all;
    }

    Verdict on(JsonNode node) {
        String name = Metadata.name(node);
        Map<String, String> labels = Metadata.labels(node);
        String fixed = Tree.text(template, "spec", "nodeName");
        boolean selected = (fixed.isEmpty() || fixed.equals(name))
                && labels.entrySet().containsAll(nodeSelector.entrySet())
                && (affinity == null || affinity.matches(name, labels));
        if (!selected) {
            return new Verdict(false, false);
        }
        boolean repelled = false;
        boolean expelled = false;
        for (Taint taint : Taint.of(node, "spec", "taints")) {
            if (taint.repels() && !taint.toleratedBy(tolerations)) {
                repelled = true;
                expelled |= taint.effect().equals("NoExecute");
            }
        }
        return new Verdict(!repelled, !expelled);
    }

    /// The pod for one node: bound to it by affinity, so that the scheduler places it like any other.
    ObjectNode pod(ObjectNode daemonSet, String node, String hash) {
        ObjectNode pod = PodTemplates.pod(template, Kinds.DAEMON_SETS, daemonSet);
        ObjectNode metadata = Tree.child(pod, "metadata");
        metadata.put("generateName", Metadata.name(daemonSet) + "-");
        ObjectNode labels = Tree.child(metadata, "labels");
        labels.put(PodTemplates.REVISION_LABEL, hash);
        labels.put("pod-template-generation", generation(daemonSet));
        ObjectNode spec = Tree.child(pod, "spec");
        ObjectNode nodeAffinity = Tree.child(Tree.child(spec, "affinity"), "nodeAffinity");
        ObjectNode byName = Tree.object("key", "metadata.name", "operator", "In", "values", List.of(node));
        nodeAffinity.set(
                "requiredDuringSchedulingIgnoredDuringExecution",
                Tree.object("nodeSelectorTerms", Tree.array(Tree.object("matchFields", Tree.array(byName)))));
        ArrayNode all = Tree.array();
        Tree.items(spec, "tolerations").forEach(toleration -> all.add(toleration.deepCopy()));
        for (Taint taint : added(spec)) {
            all.add(Tree.object("key", taint.key(), "operator", "Exists", "effect", taint.effect()));
        }
        spec.set("tolerations", all);
        return pod;
    }

    private static String generation(JsonNode daemonSet) {
        String annotated = Metadata.annotation(daemonSet, "deprecated.daemonset.template.generation");
        return annotated.isEmpty() ? "1" : annotated;
    }

    /// The node a daemon pod is for: where it is bound, or where its affinity sends it.
    static String target(JsonNode pod) {
        String bound = Pods.nodeName(pod);
        if (!bound.isEmpty()) {
            return bound;
        }
        for (JsonNode term : Tree.items(
                pod,
                "spec",
                "affinity",
                "nodeAffinity",
                "requiredDuringSchedulingIgnoredDuringExecution",
                "nodeSelectorTerms")) {
            for (JsonNode field : Tree.items(term, "matchFields")) {
                List<String> names = Tree.texts(field, "values");
                if (Tree.text(field, "key").equals("metadata.name") && names.size() == 1) {
                    return names.getFirst();
                }
            }
        }
        return "";
    }
}
