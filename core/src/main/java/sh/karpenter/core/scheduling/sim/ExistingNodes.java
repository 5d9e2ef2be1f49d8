package sh.karpenter.core.scheduling.sim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;

/// The existing nodes of a solve: what is left of all of them in one array, and an [ExistingNode] for those that
/// a pod came close to.
///
/// Most tries end with "too full", and most nodes of a what-if are never looked at otherwise, so they cost a
/// slot of the array and no object.
public final class ExistingNodes {
    private static final int BLOCK = 32;

    private final CompiledCluster cluster;
    private final int axes;
    private final long[] available;
    private final long[] most;
    private final @Nullable ExistingNode[] nodes;
    private final List<ExistingNode> withPods = new ArrayList<>();

    /// The nodes of a cluster, as they are.
    public ExistingNodes(CompiledCluster cluster) {
        this.cluster = cluster;
        this.axes = cluster.axes().count();
        this.available = cluster.available();
        this.most = most(available, cluster.nodes().size(), axes);
        this.nodes = new ExistingNode[cluster.nodes().size()];
    }

    /// How many there are.
    public int size() {
        return nodes.length;
    }

    /// The first node at or after the given one into which the amounts fit, passing over blocks of nodes of
    /// which even the emptiest is too full; the number of nodes when there is none.
    public int nextHolding(int from, long[] requests) {
        int node = from;
        while (node < nodes.length) {
            int block = node / BLOCK;
            int end = Math.min(nodes.length, (block + 1) * BLOCK);
            if (!roomy(block, requests)) {
                node = end;
            }
            for (; node < end; node++) {
                if (hold(node, requests)) {
                    return node;
                }
            }
        }
        return nodes.length;
    }

    private boolean roomy(int block, long[] requests) {
        int offset = block * axes;
        for (int axis = 0; axis < axes; axis++) {
            if (requests[axis] > most[offset + axis]) {
                return false;
            }
        }
        return true;
    }

    /// What is left only shrinks during a solve, so what was most in the beginning stays an upper bound.
    private static long[] most(long[] available, int nodes, int axes) {
        long[] most = new long[(nodes + BLOCK - 1) / BLOCK * axes];
        for (int node = 0; node < nodes; node++) {
            int offset = node / BLOCK * axes;
            for (int axis = 0; axis < axes; axis++) {
                most[offset + axis] = Math.max(most[offset + axis], available[node * axes + axis]);
            }
        }
        return most;
    }

    /// Whether the amounts fit into what is left of a node; nothing fits once anything is negative.
    private boolean hold(int node, long[] requests) {
        int offset = node * axes;
        for (int axis = 0; axis < axes; axis++) {
            long left = available[offset + axis];
            if (left < 0 || requests[axis] > left) {
                return false;
            }
        }
        return true;
    }

    /// A node.
    public ExistingNode get(int node) {
        ExistingNode known = nodes[node];
        if (known == null) {
            known = new ExistingNode(cluster, node, available);
            nodes[node] = known;
        }
        return known;
    }

    /// Puts a pod on a node.
    public void place(int node, Pod pod, PodVariant variant) {
        ExistingNode taker = get(node);
        if (taker.placed().isEmpty()) {
            withPods.add(taker);
        }
        taker.place(pod, variant);
    }

    /// The nodes that took pods, in the order in which they first did.
    public List<ExistingNode> withPods() {
        return withPods;
    }

    /// Takes the pods that were put on nodes off again.
    public void undo() {
        for (ExistingNode taker : withPods) {
            nodes[taker.host()] = null;
            cluster.copyAvailable(taker.host(), available);
        }
        withPods.clear();
    }
}
