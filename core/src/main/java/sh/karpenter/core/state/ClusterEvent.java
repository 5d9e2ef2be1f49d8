package sh.karpenter.core.state;

import java.time.Instant;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.SortedSet;
import sh.karpenter.core.model.node.Node;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.workload.DaemonSet;
import sh.karpenter.core.model.workload.PersistentVolume;
import sh.karpenter.core.model.workload.PersistentVolumeClaim;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodDisruptionBudget;
import sh.karpenter.core.model.workload.StorageClass;
import sh.karpenter.core.model.workload.WorkloadSelector;

/// Something that happened in the cluster, or that we decided about it. `...Seen` carries the version of the
/// object that holds from now on, whether it is new or not; events may come more than once.
public sealed interface ClusterEvent {

    /// A pod is there.
    record PodSeen(Pod pod) implements ClusterEvent {}

    /// A pod is gone.
    record PodGone(String namespace, String name) implements ClusterEvent {}

    /// A node is there. Its CSI limits are not looked at; see [CsiNodeSeen].
    record NodeSeen(Node node) implements ClusterEvent {}

    /// A node is gone.
    record NodeGone(String name) implements ClusterEvent {}

    /// It is known which CSI drivers a node has.
    ///
    /// @param name the node's name
    /// @param limits as [Node#csiLimits]
    record CsiNodeSeen(String name, SequencedMap<String, OptionalInt> limits) implements ClusterEvent {}

    /// It is no longer known which CSI drivers a node has.
    record CsiNodeGone(String name) implements ClusterEvent {}

    /// A claim of ours is there.
    record NodeClaimSeen(NodeClaim claim) implements ClusterEvent {}

    /// A claim is gone.
    record NodeClaimGone(String name) implements ClusterEvent {}

    /// A pool is there.
    record NodePoolSeen(NodePool pool) implements ClusterEvent {}

    /// A pool is gone.
    record NodePoolGone(String name) implements ClusterEvent {}

    /// A DaemonSet is there, with the shape of its template.
    record DaemonSetSeen(DaemonSet daemonSet) implements ClusterEvent {}

    /// A DaemonSet is gone.
    record DaemonSetGone(String namespace, String name) implements ClusterEvent {}

    /// A disruption budget is there.
    record PodDisruptionBudgetSeen(PodDisruptionBudget budget) implements ClusterEvent {}

    /// A disruption budget is gone.
    record PodDisruptionBudgetGone(String namespace, String name) implements ClusterEvent {}

    /// A namespace is there.
    record NamespaceSeen(String name, SequencedMap<String, String> labels) implements ClusterEvent {}

    /// A namespace is gone.
    record NamespaceGone(String name) implements ClusterEvent {}

    /// A persistent volume is there.
    record PersistentVolumeSeen(PersistentVolume volume) implements ClusterEvent {}

    /// A persistent volume is gone.
    record PersistentVolumeGone(String name) implements ClusterEvent {}

    /// A persistent volume claim is there.
    record PersistentVolumeClaimSeen(PersistentVolumeClaim claim) implements ClusterEvent {}

    /// A persistent volume claim is gone.
    record PersistentVolumeClaimGone(String namespace, String name) implements ClusterEvent {}

    /// A storage class is there.
    record StorageClassSeen(StorageClass storageClass) implements ClusterEvent {}

    /// A storage class is gone.
    record StorageClassGone(String name) implements ClusterEvent {}

    /// Something that selects pods is there.
    record WorkloadSelectorSeen(WorkloadSelector selector) implements ClusterEvent {}

    /// Something that selected pods is gone.
    record WorkloadSelectorGone(WorkloadSelector.Kind kind, String namespace, String name) implements ClusterEvent {}

    /// We expect pods to be bound to machines and keep them for these pods.
    ///
    /// @param nodes the machines' names, as [sh.karpenter.core.model.cluster.ClusterNode#name]
    /// @param until when we stop expecting it
    record Nominated(SortedSet<String> nodes, Instant until) implements ClusterEvent {}

    /// We decided to remove machines, before anything of that can be seen at their objects.
    ///
    /// @param providerIds the machines
    record MarkedForDeletion(SortedSet<String> providerIds) implements ClusterEvent {}

    /// We decided to keep machines after all.
    ///
    /// @param providerIds the machines
    record UnmarkedForDeletion(SortedSet<String> providerIds) implements ClusterEvent {}
}
