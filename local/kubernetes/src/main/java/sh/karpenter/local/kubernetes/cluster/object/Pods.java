package sh.karpenter.local.kubernetes.cluster.object;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads pods.
public final class Pods {
    private Pods() {}

    /// The node the pod is bound to, empty when unbound.
    public static String nodeName(JsonNode pod) {
        return Tree.text(pod, "spec", "nodeName");
    }

    public static String phase(JsonNode pod) {
        return Tree.text(pod, "status", "phase");
    }

    /// Whether the pod has finished: it holds no resources and will not run again.
    public static boolean terminal(JsonNode pod) {
        String phase = phase(pod);
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /// Whether a workload controller counts the pod: neither finished nor being deleted.
    public static boolean active(JsonNode pod) {
        return !terminal(pod) && !Metadata.terminating(pod);
    }

    public static boolean ready(JsonNode pod) {
        return Conditions.isTrue(pod, "Ready");
    }

    /// Since when the pod has been ready, null when it is not.
    public static @Nullable Instant readySince(JsonNode pod) {
        JsonNode ready = Conditions.find(pod, "Ready");
        if (ready == null || !Tree.text(ready, "status").equals("True")) {
            return null;
        }
        return Metadata.instant(ready, Metadata.creation(pod), "lastTransitionTime");
    }

    /// Whether the pod has been ready for at least `minimum`.
    public static boolean available(JsonNode pod, Duration minimum, Instant now) {
        Instant since = readySince(pod);
        return since != null && (minimum.isZero() || !since.plus(minimum).isAfter(now));
    }

    public static int restarts(JsonNode pod) {
        long restarts = 0;
        for (JsonNode container : Tree.items(pod, "status", "containerStatuses")) {
            restarts += Tree.number(container, 0, "restartCount");
        }
        return (int) restarts;
    }

    public static List<Toleration> tolerations(JsonNode podSpec) {
        List<Toleration> tolerations = new ArrayList<>();
        for (JsonNode toleration : Tree.items(podSpec, "tolerations")) {
            tolerations.add(Toleration.of(toleration));
        }
        return tolerations;
    }

    /// The `spec.priority`, 0 when unset.
    public static long priority(JsonNode pod) {
        return Tree.number(pod, 0, "spec", "priority");
    }
}
