package sh.karpenter.core.scheduling.solve;

import java.util.Arrays;
import sh.karpenter.core.scheduling.sim.NewNode;

/// The nodes opened so far, those with the fewest pods first.
///
/// The order is that of a list that is sorted, stably, before each pod, with new nodes at its end. Only one node
/// changes between two
/// pods, so it is moved instead: a node that took a pod goes before all others with its new number of pods, a new
/// node behind all
/// others with one pod.
final class ClaimOrder {
    private NewNode[] nodes = new NewNode[16];
    private int size;

    int size() {
        return size;
    }

    NewNode get(int position) {
        return nodes[position];
    }

    /// Adds a node that was opened with one pod.
    void opened(NewNode node) {
        if (size == nodes.length) {
            nodes = Arrays.copyOf(nodes, size * 2);
        }
        int position = firstWithMoreThan(node.placed().size(), 0);
        System.arraycopy(nodes, position, nodes, position + 1, size - position);
        nodes[position] = node;
        size++;
    }

    /// Moves the node at a position, which has just taken one more pod.
    void grew(int position) {
        NewNode node = nodes[position];
        int next = firstWithMoreThan(node.placed().size() - 1, position + 1);
        System.arraycopy(nodes, position + 1, nodes, position, next - position - 1);
        nodes[next - 1] = node;
    }

    private int firstWithMoreThan(int pods, int from) {
        int low = from;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (nodes[middle].placed().size() > pods) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
