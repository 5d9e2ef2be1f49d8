package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Quantities;
import sh.karpenter.local.kubernetes.cluster.object.Taint;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

/// A node and the pods that count on it. Pods may be here before their node is (then it is not [#present]).
final class NodeEntry {
    private final String name;
    private boolean present;
    private Map<String, String> labels = Map.of();
    private List<Taint> taints = List.of();
    private boolean unschedulable;
    private Amounts allocatable = Amounts.NONE;
    private long allocatablePods;
    private final Map<ObjectKey, PodFacts> pods = new LinkedHashMap<>();
    private Amounts used = Amounts.NONE;
    private Amounts usedForScoring = Amounts.NONE;
    private final List<HostPort> usedPorts = new ArrayList<>();

    NodeEntry(String name) {
        this.name = name;
    }

    /// Takes over the node object.
    ///
    /// @return whether anything changed that may let a pod in
    boolean update(ObjectNode node) {
        Map<String, String> newLabels = Metadata.labels(node);
        List<Taint> newTaints = Taint.of(node, "spec", "taints");
        boolean newUnschedulable = Tree.flag(node, "spec", "unschedulable");
        Map<String, Long> amounts = Quantities.amounts(Tree.at(node, "status", "allocatable"));
        Amounts newAllocatable = Amounts.of(amounts);
        long newPods = amounts.getOrDefault("pods", 0L);
        boolean changed = !present
                || !newLabels.equals(labels)
                || !newTaints.equals(taints)
                || newUnschedulable != unschedulable
                || !newAllocatable.equals(allocatable)
                || newPods != allocatablePods;
        present = true;
        labels = newLabels;
        taints = newTaints;
        unschedulable = newUnschedulable;
        allocatable = newAllocatable;
        allocatablePods = newPods;
        return changed;
    }

    void markAbsent() {
        present = false;
    }

    void add(PodFacts pod) {
        pods.put(pod.key(), pod);
        used = used.plus(pod.shape().requests());
        usedForScoring = usedForScoring.plus(pod.shape().scoringRequests());
        usedPorts.addAll(pod.shape().hostPorts());
    }

    /// Takes over a pod that counts here already when nothing about it changed that others could notice.
    boolean replaceIfAlike(PodFacts pod) {
        PodFacts known = pods.get(pod.key());
        if (known == null
                || known.terminating() != pod.terminating()
                || !known.shape().equals(pod.shape())) {
            return false;
        }
        pods.put(pod.key(), pod);
        return true;
    }

    @Nullable
    PodFacts remove(ObjectKey key) {
        PodFacts pod = pods.remove(key);
        if (pod != null) {
            used = used.minus(pod.shape().requests());
            usedForScoring = usedForScoring.minus(pod.shape().scoringRequests());
            pod.shape().hostPorts().forEach(usedPorts::remove);
        }
        return pod;
    }

    String name() {
        return name;
    }

    boolean present() {
        return present;
    }

    Map<String, String> labels() {
        return labels;
    }

    List<Taint> taints() {
        return taints;
    }

    boolean unschedulable() {
        return unschedulable;
    }

    Amounts allocatable() {
        return allocatable;
    }

    long allocatablePods() {
        return allocatablePods;
    }

    Amounts used() {
        return used;
    }

    Amounts usedForScoring() {
        return usedForScoring;
    }

    List<HostPort> usedPorts() {
        return Collections.unmodifiableList(usedPorts);
    }

    /// The pods that count on the node, by key.
    Collection<PodFacts> pods() {
        return Collections.unmodifiableCollection(pods.values());
    }

    int podCount() {
        return pods.size();
    }
}
