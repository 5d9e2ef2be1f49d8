package sh.karpenter.core.scheduling.solve;

import java.util.Arrays;
import sh.karpenter.core.scheduling.sim.NewNode;

/// The nodes opened so far, those with the fewest pods first.
///
/// Karpenter keeps them in a list and sorts it before each pod, new nodes at its end; which of equally full
/// nodes comes first then depends on its sort routine, and with it who shares a machine with whom, and the
/// price of the plan. To come to the same plans the order is that of the same routine, pattern-defeating
/// quicksort with the parameters of Go's `sort.Slice`.
///
/// Between two pods one node changes at most, so sorting is a move most of the time:
/// 1. Up to 12 nodes the routine is a stable insertion sort: a node that took a pod goes before all others with
///    its new number of pods, a new node behind all others with one pod.
/// 2. From 50 nodes on it first looks at nine samples; if they are in order it repairs the list with the same move.
/// 3. Only otherwise it partitions, which shuffles equals; then [PatternDefeatingSort] does the same.
final class ClaimOrder {
    private static final int STABLE_UP_TO = 12;
    private static final int REPAIRED_FROM = 50;
    private static final int CLEAN = -1;

    private NewNode[] nodes = new NewNode[16];
    private int[] pods = new int[16];
    private int size;
    private int changed = CLEAN;

    int size() {
        return size;
    }

    NewNode get(int position) {
        return nodes[position];
    }

    /// Whether there are so few that equally full nodes keep their order.
    boolean stable() {
        return size <= STABLE_UP_TO;
    }

    /// Adds a node that was opened with one pod.
    void opened(NewNode node) {
        if (size == nodes.length) {
            nodes = Arrays.copyOf(nodes, size * 2);
            pods = Arrays.copyOf(pods, size * 2);
        }
        nodes[size] = node;
        pods[size] = node.placed().size();
        changed = size++;
    }

    /// Where a node stands.
    int position(int host) {
        int position = 0;
        while (nodes[position].host() != host) {
            position++;
        }
        return position;
    }

    /// Notes that the node at a position has taken pods.
    void grew(int position) {
        pods[position] = nodes[position].placed().size();
        changed = position;
    }

    /// Brings the nodes into order; to be called before they are gone through for a pod.
    void sort() {
        if (changed == CLEAN) {
            return;
        }
        if (size <= STABLE_UP_TO || inOrder(changed)) {
            move(changed);
        } else if (size >= REPAIRED_FROM && PatternDefeatingSort.samplesInOrder(pods, size)) {
            move(changed);
        } else {
            PatternDefeatingSort.sort(pods, nodes, size);
        }
        changed = CLEAN;
    }

    private boolean inOrder(int position) {
        return (position == 0 || pods[position - 1] <= pods[position])
                && (position == size - 1 || pods[position] <= pods[position + 1]);
    }

    private void move(int position) {
        NewNode node = nodes[position];
        int count = pods[position];
        int to = position;
        if (position < size - 1 && pods[position + 1] < count) {
            to = firstNotBelow(count, position + 1, size) - 1;
            System.arraycopy(nodes, position + 1, nodes, position, to - position);
            System.arraycopy(pods, position + 1, pods, position, to - position);
        } else if (position > 0 && pods[position - 1] > count) {
            to = firstNotBelow(count + 1, 0, position);
            System.arraycopy(nodes, to, nodes, to + 1, position - to);
            System.arraycopy(pods, to, pods, to + 1, position - to);
        }
        nodes[to] = node;
        pods[to] = count;
    }

    private int firstNotBelow(int count, int from, int end) {
        int low = from;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pods[middle] >= count) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
