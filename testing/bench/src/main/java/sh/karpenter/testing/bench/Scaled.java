package sh.karpenter.testing.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.node.Node;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;

/// Makes larger problems of the same kind: every pod, or every node with the pods on it, so many times. The
/// limits of the pools grow with the pods.
final class Scaled {
    private Scaled() {}

    /// The problem with its pods and nodes multiplied.
    static SchedulingProblem of(SchedulingProblem problem, int pods, int nodes) {
        var pending = new ArrayList<Pod>(problem.pods().size() * pods);
        for (int copy = 0; copy < pods; copy++) {
            for (Pod pod : problem.pods()) {
                pending.add(pod(pod, copy, pod.nodeName()));
            }
        }
        ClusterSnapshot cluster = problem.cluster();
        var all = new ArrayList<ClusterNode>(cluster.nodes().size() * nodes);
        for (int copy = 0; copy < nodes; copy++) {
            for (ClusterNode node : cluster.nodes()) {
                all.add(node(node, copy));
            }
        }
        return new SchedulingProblem(
                new ClusterSnapshot(
                        cluster.generation(),
                        all,
                        pending,
                        cluster.nodePools(),
                        cluster.daemonSets(),
                        cluster.podDisruptionBudgets(),
                        cluster.namespaces(),
                        cluster.volumes(),
                        cluster.volumeClaims(),
                        cluster.storageClasses(),
                        cluster.selectors()),
                pending,
                problem.removedNodes(),
                problem.pools().stream().map(pool -> pool(pool, pods)).toList(),
                problem.labels(),
                problem.options(),
                problem.now());
    }

    private static PoolCatalogue pool(PoolCatalogue original, int times) {
        NodePool pool = original.pool();
        Resources limits = pool.limits();
        for (var limit : pool.limits().amounts().entrySet()) {
            limits = limits.with(limit.getKey(), limit.getValue() * times);
        }
        var larger = new NodePool(
                pool.name(),
                pool.uid(),
                pool.weight(),
                pool.labels(),
                pool.annotations(),
                pool.requirements(),
                pool.taints(),
                pool.startupTaints(),
                pool.nodeClass(),
                pool.expireAfter(),
                pool.terminationGracePeriod(),
                limits,
                pool.disruption(),
                pool.replicas(),
                pool.ready(),
                pool.deleting(),
                pool.hash(),
                pool.hashVersion());
        return new PoolCatalogue(larger, original.types(), original.generation());
    }

    private static Pod pod(Pod pod, int copy, String nodeName) {
        return new Pod(
                pod.uid() + "-" + copy,
                pod.name() + "-" + copy,
                pod.created(),
                pod.shape(),
                nodeName,
                pod.phase(),
                pod.ready(),
                pod.unschedulable(),
                pod.nominatedNodeName(),
                pod.deletion(),
                pod.started(),
                pod.owners(),
                pod.priority(),
                pod.priorityClassName(),
                pod.terminationGracePeriodSeconds(),
                pod.limits(),
                pod.annotations());
    }

    private static ClusterNode node(ClusterNode original, int copy) {
        Node node = original.node();
        if (node == null) {
            throw new IllegalArgumentException("cannot multiply a claim without node: " + original.name());
        }
        String name = node.name() + "-" + copy;
        var labels = new TreeMap<>(node.labels());
        labels.put(LabelKeys.HOSTNAME, name);
        var renamed = new Node(
                name,
                node.uid() + "-" + copy,
                node.created(),
                node.deletion(),
                node.providerId() + "-" + copy,
                labels,
                node.annotations(),
                node.taints(),
                node.capacity(),
                node.allocatable(),
                node.conditions(),
                node.csiLimits());
        List<Pod> pods =
                original.pods().stream().map(pod -> pod(pod, copy, name)).toList();
        return new ClusterNode(
                renamed, original.claim(), pods, original.markedForDeletion(), original.nominatedUntil());
    }
}
