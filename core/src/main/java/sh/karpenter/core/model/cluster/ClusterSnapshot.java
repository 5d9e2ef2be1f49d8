package sh.karpenter.core.model.cluster;

import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.workload.DaemonSet;
import sh.karpenter.core.model.workload.PersistentVolume;
import sh.karpenter.core.model.workload.PersistentVolumeClaim;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodDisruptionBudget;
import sh.karpenter.core.model.workload.StorageClass;
import sh.karpenter.core.model.workload.WorkloadSelector;

/// An immutable picture of the cluster at one generation. Every list is in a defined order (by name, or
/// namespace and name), so that the same cluster gives the same decisions.
///
/// @param generation grows with every event folded in
/// @param nodes machines, by name
/// @param pendingPods pods not bound to any node and not ended, by namespace and name
/// @param nodePools pools, by name
/// @param daemonSets DaemonSets, by namespace and name
/// @param podDisruptionBudgets budgets, by namespace and name
/// @param namespaces namespace name to its labels
/// @param volumes persistent volumes by name
/// @param volumeClaims persistent volume claims by `namespace/name`
/// @param storageClasses storage classes by name
/// @param selectors of services and workload controllers, by kind, namespace and name; empty unless something
///     needs them
public record ClusterSnapshot(
        long generation,
        List<ClusterNode> nodes,
        List<Pod> pendingPods,
        List<NodePool> nodePools,
        List<DaemonSet> daemonSets,
        List<PodDisruptionBudget> podDisruptionBudgets,
        SequencedMap<String, SequencedMap<String, String>> namespaces,
        SequencedMap<String, PersistentVolume> volumes,
        SequencedMap<String, PersistentVolumeClaim> volumeClaims,
        SequencedMap<String, StorageClass> storageClasses,
        List<WorkloadSelector> selectors) {

    public ClusterSnapshot {
        nodes = List.copyOf(nodes);
        pendingPods = List.copyOf(pendingPods);
        nodePools = List.copyOf(nodePools);
        daemonSets = List.copyOf(daemonSets);
        podDisruptionBudgets = List.copyOf(podDisruptionBudgets);
        namespaces = Collections.unmodifiableSequencedMap(new TreeMap<>(namespaces));
        volumes = Collections.unmodifiableSequencedMap(new TreeMap<>(volumes));
        volumeClaims = Collections.unmodifiableSequencedMap(new TreeMap<>(volumeClaims));
        storageClasses = Collections.unmodifiableSequencedMap(new TreeMap<>(storageClasses));
        selectors = List.copyOf(selectors);
    }

    /// A picture without selectors.
    public ClusterSnapshot(
            long generation,
            List<ClusterNode> nodes,
            List<Pod> pendingPods,
            List<NodePool> nodePools,
            List<DaemonSet> daemonSets,
            List<PodDisruptionBudget> podDisruptionBudgets,
            SequencedMap<String, SequencedMap<String, String>> namespaces,
            SequencedMap<String, PersistentVolume> volumes,
            SequencedMap<String, PersistentVolumeClaim> volumeClaims,
            SequencedMap<String, StorageClass> storageClasses) {
        this(
                generation,
                nodes,
                pendingPods,
                nodePools,
                daemonSets,
                podDisruptionBudgets,
                namespaces,
                volumes,
                volumeClaims,
                storageClasses,
                List.of());
    }
}
