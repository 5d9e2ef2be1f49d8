package sh.karpenter.controllers.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodDisruptionBudgets;

/// The pods that a provisioning solve has to place.
///
/// @param pending pods that the Kubernetes scheduler gave up
/// @param deleting pods of nodes that go away, as far as they may go themselves
record PodsToPlace(List<Pod> pending, List<Pod> deleting) {

    static PodsToPlace of(ClusterSnapshot cluster, Instant now) {
        var pending = cluster.pendingPods().stream().filter(Pod::provisionable).toList();
        var budgets = new PodDisruptionBudgets(cluster.podDisruptionBudgets());
        var deleting = new ArrayList<Pod>();
        for (ClusterNode node : cluster.nodes()) {
            if (node.markedForDeletion()) {
                node.pods().stream()
                        .filter(pod -> budgets.currentlyReschedulable(pod, now))
                        .forEach(deleting::add);
            }
        }
        return new PodsToPlace(pending, deleting);
    }

    /// All of them.
    List<Pod> all() {
        var all = new ArrayList<>(pending);
        all.addAll(deleting);
        return all;
    }
}
