package sh.karpenter.core.scheduling.topology;

import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedSet;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;

/// Where the pods of each identity (namespace and labels) run, so that a constraint is counted by the pods that it
/// selects and not by walking all nodes.
final class RunningPods {
    private final int[] nodes;
    private final int[] first;
    private final LabelIndex<Integer> byLabel = new LabelIndex<>();

    /// @param excluded uids of pods that do not count
    RunningPods(CompiledCluster cluster, SortedSet<String> excluded) {
        int identities = cluster.shapes().identities().size();
        var counted = new Counted(identities, cluster.runningPods());
        for (int n = 0; n < cluster.nodes().size(); n++) {
            ClusterNode node = cluster.nodes().get(n);
            if (node.node() == null) {
                continue;
            }
            List<Pod> pods = node.pods();
            for (int i = 0; i < pods.size(); i++) {
                Pod pod = pods.get(i);
                if (counts(pod) && (excluded.isEmpty() || !excluded.contains(pod.uid()))) {
                    counted.add(n, cluster.podIdentity(n, i));
                }
            }
        }
        this.first = counted.first();
        this.nodes = counted.sorted(first);
        for (int id = 0; id < identities; id++) {
            if (first[id] < first[id + 1]) {
                byLabel.add(cluster.shapes().identities().get(id).labels(), id);
            }
        }
    }

    /// Whether a pod counts where it runs.
    static boolean counts(Pod pod) {
        return pod.scheduled() && pod.active();
    }

    /// The identities of running pods that may have at least these labels.
    List<Integer> having(SequencedMap<String, String> labels) {
        return byLabel.having(labels);
    }

    /// The nodes on which pods of an identity run, one for each pod.
    int[] nodesOf(int identity) {
        return Arrays.copyOfRange(nodes, first[identity], first[identity + 1]);
    }

    /// Pods as they are met, then by identity.
    private static final class Counted {
        private final int[] nodes;
        private final int[] identities;
        private int size;
        private final int[] pods;

        Counted(int identities, int most) {
            this.nodes = new int[most];
            this.identities = new int[most];
            this.pods = new int[identities];
        }

        void add(int node, int identity) {
            nodes[size] = node;
            identities[size++] = identity;
            pods[identity]++;
        }

        int[] first() {
            int[] first = new int[pods.length + 1];
            for (int id = 0; id < pods.length; id++) {
                first[id + 1] = first[id] + pods[id];
            }
            return first;
        }

        int[] sorted(int[] first) {
            int[] next = first.clone();
            int[] result = new int[size];
            for (int i = 0; i < size; i++) {
                result[next[identities[i]]++] = nodes[i];
            }
            return result;
        }
    }
}
