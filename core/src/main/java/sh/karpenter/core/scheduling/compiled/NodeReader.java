package sh.karpenter.core.scheduling.compiled;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.BiConsumer;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.compiled.CompiledCluster.Repeller;

/// Reads the nodes of a cluster and the pods on them, each once: what is left of every node, what its daemons
/// use, what selectors can tell of every pod, and which pods keep others away.
///
/// Of a large cluster that is most of what a compilation does, and nearly all of its time is waiting for
/// memory, so nothing is read twice. Which resource names there are is therefore known only afterwards: a name
/// gets a place when it is first met, and [#left] puts the amounts in the order of the axes.
final class NodeReader implements BiConsumer<String, Long> {
    private String[] names;
    private int count;
    private int places;
    private long[] left;
    private long[] daemons;
    private final int nodes;
    private final int[] firstPod;
    private int[] identities;
    private final List<Repeller> repellers = new ArrayList<>();

    private int node;
    private boolean pod;
    private boolean daemon;

    /// Reads the nodes.
    ///
    /// @param known names that have an axis in any case, which are its first ones
    /// @param shapes numbers what selectors can tell of pods
    /// @param withDaemons whether what daemons use is wanted
    NodeReader(List<ClusterNode> nodes, SequencedSet<String> known, ShapeTable shapes, boolean withDaemons) {
        this.nodes = nodes.size();
        this.names = known.toArray(new String[0]);
        this.count = names.length;
        this.places = count;
        this.left = new long[this.nodes * places];
        this.daemons = new long[withDaemons ? left.length : 0];
        this.firstPod = new int[this.nodes + 1];
        this.identities = new int[this.nodes * 8];
        for (int n = 0; n < this.nodes; n++) {
            node = n;
            read(nodes.get(n), shapes, withDaemons);
        }
    }

    private void read(ClusterNode read, ShapeTable shapes, boolean withDaemons) {
        pod = false;
        daemon = false;
        read.allocatable().amounts().forEach(this);
        pod = true;
        List<Pod> pods = read.pods();
        int next = firstPod[node];
        if (next + pods.size() > identities.length) {
            identities = Arrays.copyOf(identities, Math.max(next + pods.size(), identities.length * 2));
        }
        for (int i = 0; i < pods.size(); i++) {
            Pod running = pods.get(i);
            daemon = withDaemons && running.ownedByDaemonSet();
            running.shape().requests().amounts().forEach(this);
            identities[next++] = shapes.identity(running.shape());
            if (!running.shape().requiredPodAntiAffinity().isEmpty()) {
                repellers.add(new Repeller(node, running));
            }
        }
        firstPod[node + 1] = next;
    }

    /// Adds an amount that the node has, or takes away one that a pod on it asks for.
    @Override
    public void accept(String name, Long amount) {
        int place = place(name);
        int index = node * places + place;
        left[index] = ResourceAxes.add(left[index], pod ? -amount : amount);
        if (daemon) {
            daemons[index] = ResourceAxes.add(daemons[index], -amount);
        }
    }

    private int place(String name) {
        for (int place = 0; place < count; place++) {
            if (names[place].equals(name)) {
                return place;
            }
        }
        if (count == places) {
            left = widened(left);
            daemons = widened(daemons);
            places = 2 * places;
            names = Arrays.copyOf(names, places);
        }
        names[count] = name;
        return count++;
    }

    private long[] widened(long[] amounts) {
        long[] wide = new long[2 * amounts.length];
        for (int from = 0; from < amounts.length; from += places) {
            System.arraycopy(amounts, from, wide, 2 * from, places);
        }
        return wide;
    }

    /// Adds the names that nodes have or pods on them ask for.
    void collectNames(SequencedSet<String> all) {
        for (int place = 0; place < count; place++) {
            all.add(names[place]);
        }
    }

    /// What is left of the nodes: per node one amount per axis.
    long[] left(ResourceAxes axes) {
        return ordered(left, axes);
    }

    /// What daemons use of the nodes, as amounts below zero; empty when it was not wanted.
    long[] daemons(ResourceAxes axes) {
        return ordered(daemons, axes);
    }

    private long[] ordered(long[] amounts, ResourceAxes axes) {
        if (amounts.length == 0) {
            return amounts;
        }
        if (places == axes.count() && inOrder(axes)) {
            return amounts;
        }
        long[] result = new long[nodes * axes.count()];
        for (int place = 0; place < count; place++) {
            int axis = axes.axis(names[place]);
            for (int n = 0; n < nodes; n++) {
                result[n * axes.count() + axis] = amounts[n * places + place];
            }
        }
        return result;
    }

    private boolean inOrder(ResourceAxes axes) {
        for (int place = 0; place < count; place++) {
            if (axes.axis(names[place]) != place) {
                return false;
            }
        }
        return true;
    }

    /// How many pods there are on all nodes.
    int pods() {
        return firstPod[nodes];
    }

    /// What selectors can tell of a pod on a node.
    ///
    /// @param position in [ClusterNode#pods]
    int identity(int ofNode, int position) {
        return identities[firstPod[ofNode] + position];
    }

    /// The pods with required anti-affinity.
    List<Repeller> repellers() {
        return repellers;
    }
}
