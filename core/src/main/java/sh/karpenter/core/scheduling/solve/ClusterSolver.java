package sh.karpenter.core.scheduling.solve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.compiled.ResourceAxes;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.scheduling.sim.ExistingNodes;
import sh.karpenter.core.scheduling.topology.RunningTopology;
import sh.karpenter.core.scheduling.topology.TopologyTracker;
import sh.karpenter.core.scheduling.topology.TopologyTracker.Uncounted;

/// A cluster compiled once and solved again and again, each time with some nodes thought away and some pods to
/// place.
///
/// Each solve is an overlay: removed nodes stop being targets, the pods of the batch leave the counts, placements
/// enter them; afterwards all of it is taken back in place. So a solve costs what it moves, not what the
/// cluster holds. The result is that of compiling the cluster anew.
///
/// It belongs to one thread at a time; for several, make several of one problem.
public final class ClusterSolver {
    private final CompiledCluster cluster;
    private final boolean[] staying;
    private final boolean[] target;
    private final ExistingNodes existing;
    private final RunningTopology running;
    private @Nullable MachineBound bound;
    private final LinkedHashMap<Integer, @Nullable Rejection> validated = new LinkedHashMap<>();

    private ClusterSolver(CompiledCluster cluster) {
        this.cluster = cluster;
        this.staying = staying(cluster);
        this.target = staying.clone();
        this.existing = new ExistingNodes(cluster);
        boolean respect = cluster.problem().options().preferences() == SchedulingOptions.Preferences.RESPECT;
        this.running = RunningTopology.of(cluster, respect, staying);
    }

    /// Compiles the cluster of a problem; its pods and removed nodes are only those of a first solve and may
    /// differ in every other.
    public static ClusterSolver of(SchedulingProblem problem) {
        return new ClusterSolver(CompiledCluster.of(problem));
    }

    /// Solves once for a cluster that is compiled already.
    static SchedulingResult once(
            CompiledCluster cluster, SortedSet<String> removedNodes, List<Pod> pods, Deadline deadline) {
        return once(cluster, indices(cluster, removedNodes), new int[0], pods, deadline);
    }

    private static SchedulingResult once(
            CompiledCluster cluster, int[] removed, int[] closed, List<Pod> pods, Deadline deadline) {
        boolean[] gone = new boolean[cluster.nodes().size()];
        boolean[] staying = staying(cluster);
        for (int node : removed) {
            gone[node] = true;
            staying[node] = false;
        }
        boolean[] target = staying.clone();
        for (int node : closed) {
            target[node] = false;
        }
        boolean respect = cluster.problem().options().preferences() == SchedulingOptions.Preferences.RESPECT;
        compileShapes(cluster, pods);
        var running = RunningTopology.fixed(cluster, respect, staying, gone, runningUids(pods));
        var tracker = new TopologyTracker(running, Uncounted.NOTHING);
        var nodes = new Solve.Nodes(staying, target, new ExistingNodes(cluster));
        return new Solve(cluster, nodes, tracker, new LinkedHashMap<>(), pods, deadline).run();
    }

    /// Solves for the cluster without some nodes.
    ///
    /// @param removedNodes names of nodes that are thought away; unknown names are passed over
    /// @param closedNodes names of nodes that take no pods and are otherwise as ever
    /// @param pods the pods to place: pending ones, and running ones, which do not count where they are
    /// @param deadline polled between pods; what was decided until then is returned
    public SchedulingResult solve(
            SortedSet<String> removedNodes, SortedSet<String> closedNodes, List<Pod> pods, Deadline deadline) {
        int[] removed = indices(cluster, removedNodes);
        int[] closed = indices(cluster, closedNodes);
        compileShapes(cluster, pods);
        for (Pod pod : pods) {
            running.meet(pod.shape());
        }
        if (running.ambiguous()) {
            return once(cluster, removed, closed, pods, deadline);
        }
        Uncounted uncounted = uncounted(removed, pods);
        try {
            for (int node : removed) {
                staying[node] = false;
                target[node] = false;
            }
            for (int node : closed) {
                target[node] = false;
            }
            var tracker = new TopologyTracker(running, uncounted);
            var nodes = new Solve.Nodes(staying, target, existing);
            return new Solve(cluster, nodes, tracker, validated, pods, deadline).run();
        } finally {
            existing.undo();
            running.undo();
            reset(removed);
            reset(closed);
        }
    }

    /// What a solve for the same question would at least have to pay for a machine, found without one: the pods
    /// that fit on no other node, even by resources alone, need a new machine, and if they are to share one it
    /// must hold them all.
    ///
    /// @param removedNode name of the node thought away
    /// @param pods its pods that have to move
    /// @return per hour; 0 when all of them may fit elsewhere, infinite when no machine is large enough
    public double leastPriceOfMachineFor(String removedNode, List<Pod> pods) {
        compileShapes(cluster, pods);
        int removed = cluster.indexOf(removedNode);
        long[] together = new long[cluster.axes().count()];
        boolean needed = false;
        for (Pod pod : pods) {
            long[] requests =
                    cluster.shapes().get(cluster.shapes().index(pod.shape())).requests();
            if (certainToBePlaced(pod.shape()) && !fitsElsewhere(removed, requests)) {
                needed = true;
                for (int axis = 0; axis < together.length; axis++) {
                    together[axis] = ResourceAxes.add(together[axis], requests[axis]);
                }
            }
        }
        if (!needed) {
            return 0;
        }
        MachineBound known = bound;
        if (known == null) {
            known = new MachineBound(cluster);
            bound = known;
        }
        return known.leastPrice(together);
    }

    private boolean fitsElsewhere(int removed, long[] requests) {
        for (int n = existing.nextHolding(0, requests);
                n < existing.size();
                n = existing.nextHolding(n + 1, requests)) {
            if (n != removed && target[n]) {
                return true;
            }
        }
        return false;
    }

    /// Pods that cannot be understood or whose volumes cannot be used are set aside by a solve and need no
    /// machine; that is said here of all that might be.
    private static boolean certainToBePlaced(PodShape shape) {
        return shape.volumes().isEmpty()
                && shape.requiredNodeTerms().isEmpty()
                && shape.preferredNodeTerms().isEmpty()
                && shape.nodeSelector().isEmpty();
    }

    private void reset(int[] nodes) {
        for (int node : nodes) {
            staying[node] = !cluster.nodes().get(node).markedForDeletion();
            target[node] = staying[node];
        }
    }

    private static boolean[] staying(CompiledCluster cluster) {
        boolean[] staying = new boolean[cluster.nodes().size()];
        for (int n = 0; n < staying.length; n++) {
            staying[n] = !cluster.nodes().get(n).markedForDeletion();
        }
        return staying;
    }

    private static void compileShapes(CompiledCluster cluster, List<Pod> pods) {
        for (Pod pod : pods) {
            cluster.shapeOf(pod);
        }
        cluster.shapes().compile(cluster.axes());
    }

    /// The uids of those pods to place that run somewhere: they do not count where they are.
    private static SortedSet<String> runningUids(List<Pod> pods) {
        var result = new TreeSet<String>();
        for (Pod pod : pods) {
            if (pod.scheduled()) {
                result.add(pod.uid());
            }
        }
        return result;
    }

    private static int[] indices(CompiledCluster cluster, SortedSet<String> names) {
        int[] result = new int[names.size()];
        int size = 0;
        for (String name : names) {
            int node = cluster.indexOf(name);
            if (node >= 0) {
                result[size++] = node;
            }
        }
        int[] found = Arrays.copyOf(result, size);
        if (found.length > 1) {
            Arrays.sort(found);
        }
        return found;
    }

    /// What runs but does not count: the pods of the batch.
    private Uncounted uncounted(int[] removed, List<Pod> pods) {
        var gathered = new Gathered();
        var running = new LinkedHashMap<Integer, LinkedHashSet<String>>();
        for (Pod pod : pods) {
            int node = pod.scheduled() ? cluster.indexOfKubernetesNode(pod.nodeName()) : -1;
            if (node >= 0) {
                running.computeIfAbsent(node, _ -> new LinkedHashSet<>()).add(pod.uid());
            }
        }
        running.forEach((node, uids) -> {
            List<Pod> onNode = cluster.nodes().get(node).pods();
            for (int i = 0; i < onNode.size(); i++) {
                if (uids.contains(onNode.get(i).uid())) {
                    gathered.add(node, i, onNode.get(i));
                }
            }
        });
        return gathered.uncounted(removed);
    }

    private final class Gathered {
        private int[] nodes = new int[16];
        private int[] identities = new int[16];
        private int size;
        private final List<CompiledCluster.Repeller> repellers = new ArrayList<>();

        void add(int node, int position, Pod pod) {
            ClusterNode where = cluster.nodes().get(node);
            if (!pod.shape().requiredPodAntiAffinity().isEmpty()) {
                repellers.add(new CompiledCluster.Repeller(node, pod));
            }
            if (where.node() == null || !RunningTopology.counts(pod)) {
                return;
            }
            if (size == nodes.length) {
                nodes = Arrays.copyOf(nodes, size * 2);
                identities = Arrays.copyOf(identities, size * 2);
            }
            nodes[size] = node;
            identities[size++] = cluster.podIdentity(node, position);
        }

        Uncounted uncounted(int[] removed) {
            return new Uncounted(removed, Arrays.copyOf(nodes, size), Arrays.copyOf(identities, size), repellers);
        }
    }
}
