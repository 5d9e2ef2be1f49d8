package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The pod's requests have to fit into what the node has left. Pods for which the node is being cleared count
/// too, if they are at least as important.
final class ResourceFilter implements Filter {

    @Override
    public Preparation prepare(PodFacts pod, ClusterPicture picture) {
        return Preparation.ready(node -> refuse(pod, node, picture));
    }

    private static @Nullable Refusal refuse(PodFacts pod, NodeEntry node, ClusterPicture picture) {
        Amounts used = node.used();
        int pods = node.podCount();
        for (PodFacts nominated : picture.nominatedOn(node.name())) {
            if (!nominated.key().equals(pod.key()) && nominated.priority() >= pod.priority()) {
                used = used.plus(nominated.shape().requests());
                pods++;
            }
        }
        Amounts wanted = pod.shape().requests();
        Amounts allocatable = node.allocatable();
        Shortage shortage = new Shortage();
        if (pods + 1 > node.allocatablePods()) {
            shortage.reasons.add("Too many pods");
        }
        shortage.compare("cpu", wanted.milliCpu(), allocatable.milliCpu(), used.milliCpu());
        shortage.compare("memory", wanted.memory(), allocatable.memory(), used.memory());
        shortage.compare(
                "ephemeral-storage",
                wanted.ephemeralStorage(),
                allocatable.ephemeralStorage(),
                used.ephemeralStorage());
        for (Map.Entry<String, Long> other : wanted.others().entrySet()) {
            shortage.compare(
                    other.getKey(), other.getValue(), allocatable.other(other.getKey()), used.other(other.getKey()));
        }
        return shortage.reasons.isEmpty() ? null : new Refusal(shortage.reasons, shortage.hopeless);
    }

    private static final class Shortage {
        private final List<String> reasons = new ArrayList<>(2);
        private boolean hopeless;

        void compare(String resource, long wanted, long allocatable, long used) {
            if (wanted > 0 && wanted > allocatable - used) {
                reasons.add("Insufficient " + resource);
                hopeless |= wanted > allocatable;
            }
        }
    }
}
