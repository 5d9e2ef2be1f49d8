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
/// Each solve is an overlay: removed nodes stop being targets, their pods and those of the batch leave the counts,
/// placements enter them; afterwards all of it is taken back in place. So a solve costs what it moves, not what the
/// cluster holds. The result is that of compiling the cluster anew.
///
/// It belongs to one thread at a time; for several, make several of one problem.
public final class ClusterSolver {
    private final CompiledCluster cluster;
    private final boolean[] target;
    private final ExistingNodes existing;
    private final RunningTopology running;
    private final boolean respectPreferences;
    private final LinkedHashMap<Integer, @Nullable Rejection> validated = new LinkedHashMap<>();

    private ClusterSolver(CompiledCluster cluster) {
        this.cluster = cluster;
        this.target = targets(cluster);
        this.existing = new ExistingNodes(cluster);
        this.respectPreferences = cluster.problem().options().preferences() == SchedulingOptions.Preferences.RESPECT;
        this.running = RunningTopology.of(cluster, respectPreferences, target);
    }

    /// Compiles the cluster of a problem; its pods and removed nodes are only those of a first solve and may
    /// differ in
    /// every other.
    public static ClusterSolver of(SchedulingProblem problem) {
        return new ClusterSolver(CompiledCluster.of(problem));
    }

    /// Solves once for a cluster that is compiled already.
    static SchedulingResult once(
            CompiledCluster cluster, SortedSet<String> removedNodes, List<Pod> pods, Deadline deadline) {
        boolean[] target = targets(cluster);
        boolean[] removed = new boolean[target.length];
        for (String name : removedNodes) {
            int node = cluster.indexOf(name);
            if (node >= 0) {
                removed[node] = true;
                target[node] = false;
            }
        }
        return once(cluster, removed, target, pods, deadline);
    }

    private static SchedulingResult once(
            CompiledCluster cluster, boolean[] removed, boolean[] target, List<Pod> pods, Deadline deadline) {
        boolean respect = cluster.problem().options().preferences() == SchedulingOptions.Preferences.RESPECT;
        compileShapes(cluster, pods);
        var running = RunningTopology.fixed(cluster, respect, target, removed, runningUids(pods));
        var tracker = new TopologyTracker(running, Uncounted.NOTHING);
        var existing = new ExistingNodes(cluster);
        return new Solve(cluster, target, existing, tracker, new LinkedHashMap<>(), pods, deadline).run();
    }

    /// Solves for the cluster without some nodes.
    ///
    /// @param removedNodes names of nodes that are thought away with their pods; unknown names are passed over
    /// @param closedNodes names of nodes that take no pods, while theirs go on counting
    /// @param pods the pods to place: pending ones, and running ones, which do not count where they are
    /// @param deadline polled between pods; what was decided until then is returned
    public SchedulingResult solve(
            SortedSet<String> removedNodes, SortedSet<String> closedNodes, List<Pod> pods, Deadline deadline) {
        int[] removed = indices(removedNodes);
        int[] closed = indices(closedNodes);
        compileShapes(cluster, pods);
        for (PodShape shape : repellingShapes(pods)) {
            running.meet(shape);
        }
        if (running.ambiguous()) {
            boolean[] gone = new boolean[target.length];
            boolean[] open = target.clone();
            for (int node : removed) {
                gone[node] = true;
                open[node] = false;
            }
            for (int node : closed) {
                open[node] = false;
            }
            return once(cluster, gone, open, pods, deadline);
        }
        Uncounted uncounted = uncounted(removed, closed, pods);
        boolean[] before = new boolean[removed.length + closed.length];
        try {
            close(removed, closed, before);
            var tracker = new TopologyTracker(running, uncounted);
            return new Solve(cluster, target, existing, tracker, validated, pods, deadline).run();
        } finally {
            existing.undo();
            running.undo();
            reopen(removed, closed, before);
        }
    }

    private void close(int[] removed, int[] closed, boolean[] before) {
        for (int i = 0; i < removed.length; i++) {
            before[i] = target[removed[i]];
            target[removed[i]] = false;
        }
        for (int i = 0; i < closed.length; i++) {
            before[removed.length + i] = target[closed[i]];
            target[closed[i]] = false;
        }
    }

    /// Backwards, since a node may be named twice.
    private void reopen(int[] removed, int[] closed, boolean[] before) {
        for (int i = closed.length - 1; i >= 0; i--) {
            target[closed[i]] = before[removed.length + i];
        }
        for (int i = removed.length - 1; i >= 0; i--) {
            target[removed[i]] = before[i];
        }
    }

    private static boolean[] targets(CompiledCluster cluster) {
        boolean[] target = new boolean[cluster.nodes().size()];
        for (int n = 0; n < target.length; n++) {
            target[n] = !cluster.nodes().get(n).markedForDeletion();
        }
        return target;
    }

    private static void compileShapes(CompiledCluster cluster, List<Pod> pods) {
        for (Pod pod : pods) {
            cluster.shapes().index(pod.shape());
        }
        cluster.shapes().compile(cluster.axes());
    }

    private static List<PodShape> repellingShapes(List<Pod> pods) {
        var shapes = new ArrayList<PodShape>();
        for (Pod pod : pods) {
            if (!pod.shape().requiredPodAntiAffinity().isEmpty()) {
                shapes.add(pod.shape());
            }
        }
        return shapes;
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

    private int[] indices(SortedSet<String> names) {
        int[] result = new int[names.size()];
        int size = 0;
        for (String name : names) {
            int node = cluster.indexOf(name);
            if (node >= 0) {
                result[size++] = node;
            }
        }
        int[] found = Arrays.copyOf(result, size);
        Arrays.sort(found);
        return found;
    }

    /// What runs but does not count: all pods of the removed nodes, and those of the batch on other nodes.
    private Uncounted uncounted(int[] removed, int[] closed, List<Pod> pods) {
        var gathered = new Gathered();
        for (int node : removed) {
            List<Pod> onNode = cluster.nodes().get(node).pods();
            for (int i = 0; i < onNode.size(); i++) {
                gathered.add(node, i, onNode.get(i));
            }
        }
        var elsewhere = new LinkedHashMap<Integer, LinkedHashSet<String>>();
        for (Pod pod : pods) {
            int node = pod.scheduled() ? cluster.indexOfKubernetesNode(pod.nodeName()) : -1;
            if (node >= 0 && Arrays.binarySearch(removed, node) < 0) {
                elsewhere.computeIfAbsent(node, _ -> new LinkedHashSet<>()).add(pod.uid());
            }
        }
        elsewhere.forEach((node, uids) -> {
            List<Pod> onNode = cluster.nodes().get(node).pods();
            for (int i = 0; i < onNode.size(); i++) {
                if (uids.contains(onNode.get(i).uid())) {
                    gathered.add(node, i, onNode.get(i));
                }
            }
        });
        return gathered.uncounted(removed, closed);
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
            identities[size++] = cluster.podIdentities(node)[position];
        }

        Uncounted uncounted(int[] removed, int[] closed) {
            int[] withoutDomains = Arrays.copyOf(removed, removed.length + closed.length);
            System.arraycopy(closed, 0, withoutDomains, removed.length, closed.length);
            return new Uncounted(
                    Arrays.stream(withoutDomains).distinct().toArray(),
                    Arrays.copyOf(nodes, size),
                    Arrays.copyOf(identities, size),
                    repellers);
        }
    }
}
