package sh.karpenter.controllers.provisioning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sh.karpenter.controllers.nodeclaim.lifecycle.ClaimPods;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.kube.client.ObjectKey;

/// Which claim was made for which pods, as far as this process did it: so that the pods can be told when the
/// claim comes to nothing.
public final class PodPlans implements ClaimPods {
    /// Claims come to something or nothing within minutes, so that the eldest need not be known any more.
    private static final int REMEMBERED = 10_000;

    private final Function<ObjectKey, @Nullable Pod> pods;
    private final Map<String, Map<ObjectKey, String>> uidsByClaim = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<ObjectKey, String>> eldest) {
            return size() > REMEMBERED;
        }
    };

    /// No plans yet.
    ///
    /// @param pods finds a pod as it is now, null when it is gone
    public PodPlans(Function<ObjectKey, @Nullable Pod> pods) {
        this.pods = pods;
    }

    /// A claim was made for pods.
    public synchronized void planned(String claimName, List<Pod> forPods) {
        var uids = new LinkedHashMap<ObjectKey, String>();
        forPods.forEach(pod -> uids.put(new ObjectKey(pod.namespace(), pod.name()), pod.uid()));
        uidsByClaim.put(claimName, uids);
    }

    /// Those of the pods that still wait: unbound, neither ended nor ending.
    @Override
    public List<Pod> waitingFor(String claimName) {
        var waiting = new ArrayList<Pod>();
        planned(claimName).forEach((key, uid) -> {
            Pod pod = pods.apply(key);
            if (pod != null && pod.uid().equals(uid) && !pod.scheduled() && pod.active()) {
                waiting.add(pod);
            }
        });
        return waiting;
    }

    private synchronized Map<ObjectKey, String> planned(String claimName) {
        return new LinkedHashMap<>(uidsByClaim.getOrDefault(claimName, Map.of()));
    }
}
