package sh.karpenter.core.state;

import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.workload.PersistentVolume;
import sh.karpenter.core.model.workload.PersistentVolumeClaim;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodDisruptionBudget;
import sh.karpenter.core.model.workload.StorageClass;
import sh.karpenter.core.model.workload.WorkloadSelector;

/// What is known of the cluster, kept up to date event by event. A snapshot costs what has changed since the last
/// one.
///
/// Objects of different kinds are seen in any order: a pod before its node, a node before its claim. The
/// picture is the same whatever the order. Confined to one caller at a time; snapshots may go anywhere.
public final class ClusterState {
    private final PodsByNode pods = new PodsByNode();
    private final Machines machines = new Machines(pods);
    private final DaemonSets daemonSets = new DaemonSets();
    private final TreeMap<String, NodePool> nodePools = new TreeMap<>();
    private final TreeMap<String, PodDisruptionBudget> budgets = new TreeMap<>();
    private final TreeMap<String, SequencedMap<String, String>> namespaces = new TreeMap<>();
    private final TreeMap<String, PersistentVolume> volumes = new TreeMap<>();
    private final TreeMap<String, PersistentVolumeClaim> volumeClaims = new TreeMap<>();
    private final TreeMap<String, StorageClass> storageClasses = new TreeMap<>();
    private final TreeMap<String, WorkloadSelector> selectors = new TreeMap<>();
    private long generation;
    private long consolidationGeneration;
    private @Nullable ClusterSnapshot snapshot;

    /// Folds one event in.
    public void apply(ClusterEvent event) {
        generation++;
        snapshot = null;
        switch (event) {
            case ClusterEvent.PodSeen(var pod) -> seen(pod);
            case ClusterEvent.PodGone(var namespace, var name) -> podGone(namespace, name);
            case ClusterEvent.NodeSeen(var node) -> machines.put(node);
            case ClusterEvent.NodeGone(var name) -> machines.removeNode(name);
            case ClusterEvent.CsiNodeSeen(var name, var limits) -> machines.putCsiLimits(name, limits);
            case ClusterEvent.CsiNodeGone(var name) -> machines.removeCsiLimits(name);
            case ClusterEvent.NodeClaimSeen(var claim) -> machines.put(claim);
            case ClusterEvent.NodeClaimGone(var name) -> machines.removeClaim(name);
            case ClusterEvent.NodePoolSeen(var pool) -> seen(pool);
            case ClusterEvent.NodePoolGone(var name) -> nodePools.remove(name);
            case ClusterEvent.DaemonSetSeen(var daemonSet) -> daemonSets.put(daemonSet);
            case ClusterEvent.DaemonSetGone(var namespace, var name) -> daemonSets.remove(namespace, name);
            case ClusterEvent.PodDisruptionBudgetSeen(var budget) ->
                budgets.put(key(budget.namespace(), budget.name()), budget);
            case ClusterEvent.PodDisruptionBudgetGone(var namespace, var name) -> budgets.remove(key(namespace, name));
            case ClusterEvent.NamespaceSeen(var name, var labels) -> namespaces.put(name, labels);
            case ClusterEvent.NamespaceGone(var name) -> namespaces.remove(name);
            case ClusterEvent.PersistentVolumeSeen(var volume) -> volumes.put(volume.name(), volume);
            case ClusterEvent.PersistentVolumeGone(var name) -> volumes.remove(name);
            case ClusterEvent.PersistentVolumeClaimSeen(var claim) ->
                volumeClaims.put(key(claim.namespace(), claim.name()), claim);
            case ClusterEvent.PersistentVolumeClaimGone(var namespace, var name) ->
                volumeClaims.remove(key(namespace, name));
            case ClusterEvent.StorageClassSeen(var storageClass) ->
                storageClasses.put(storageClass.name(), storageClass);
            case ClusterEvent.StorageClassGone(var name) -> storageClasses.remove(name);
            case ClusterEvent.WorkloadSelectorSeen(var selector) ->
                selectors.put(WorkloadSelector.key(selector.kind(), selector.namespace(), selector.name()), selector);
            case ClusterEvent.WorkloadSelectorGone(var kind, var namespace, var name) ->
                selectors.remove(WorkloadSelector.key(kind, namespace, name));
            case ClusterEvent.Nominated(var nodes, var until) -> machines.nominate(nodes, until);
            case ClusterEvent.MarkedForDeletion(var ids) -> machines.mark(ids);
            case ClusterEvent.UnmarkedForDeletion(var ids) -> machines.unmark(ids);
        }
    }

    /// The picture of now; the same instance until the next event.
    public ClusterSnapshot snapshot() {
        ClusterSnapshot known = snapshot;
        if (known == null) {
            known = new ClusterSnapshot(
                    generation,
                    machines.list(),
                    pods.pending(),
                    List.copyOf(nodePools.values()),
                    daemonSets.list(),
                    List.copyOf(budgets.values()),
                    namespaces,
                    volumes,
                    volumeClaims,
                    storageClasses,
                    List.copyOf(selectors.values()));
            snapshot = known;
        }
        return known;
    }

    /// Whether a claim is known that has no machine yet. Until it has, nobody can tell what is missing, so
    /// decisions wait.
    public boolean launching() {
        return machines.launching();
    }

    /// Grows whenever something happened that may make a node worth consolidating that was not before: pods
    /// bound or gone, machines come, gone or initialised, marks changed, a pool changed.
    public long consolidationGeneration() {
        return consolidationGeneration + machines.turns();
    }

    private void seen(Pod pod) {
        if (pod.terminal()) {
            podGone(pod.namespace(), pod.name());
            return;
        }
        Pod before = pods.put(pod);
        daemonSets.follow(before, pod);
        if (before != null) {
            machines.changed(before.nodeName());
        }
        machines.changed(pod.nodeName());
        if (pod.scheduled() && (before == null || !before.nodeName().equals(pod.nodeName()))) {
            consolidationGeneration++;
        }
    }

    private void podGone(String namespace, String name) {
        Pod before = pods.remove(namespace, name);
        if (before != null) {
            daemonSets.follow(before, null);
            machines.changed(before.nodeName());
            consolidationGeneration++;
        }
    }

    private void seen(NodePool pool) {
        NodePool before = nodePools.put(pool.name(), pool);
        if (!pool.equals(before)) {
            consolidationGeneration++;
        }
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }
}
