package sh.karpenter.local.kubernetes.cluster.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.OwnerReference;
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import tools.jackson.databind.node.ObjectNode;

/// What a workload controller asks of each of its pods whenever it looks at them, worked out once per state of
/// a pod: a ReplicaSet of thousands looks at all of them again when one changes.
final class PodSummaries {
    private final IdentityHashMap<ObjectNode, Summary> summaries = new IdentityHashMap<>();

    /// @param pod the state that this is about
    /// @param controller uid of the managing controller, empty for none
    /// @param labels its labels
    /// @param active neither finished nor being deleted
    /// @param readySince since when it is ready, null when it is not
    record Summary(
            ObjectNode pod,
            String controller,
            Map<String, String> labels,
            boolean active,
            @Nullable Instant readySince) {

        boolean ready() {
            return readySince != null;
        }

        /// Whether the pod has been ready for at least `minimum`.
        boolean available(Duration minimum, Instant now) {
            return readySince != null
                    && (minimum.isZero() || !readySince.plus(minimum).isAfter(now));
        }
    }

    Summary of(ObjectNode pod) {
        Summary known = summaries.get(pod);
        if (known == null) {
            OwnerReference controller = Metadata.controller(pod);
            known = new Summary(
                    pod,
                    controller == null ? "" : controller.uid(),
                    Metadata.labels(pod),
                    Pods.active(pod),
                    Pods.readySince(pod));
            summaries.put(pod, known);
        }
        return known;
    }

    /// Forgets a state that is no longer the present one.
    void forget(ObjectNode pod) {
        summaries.remove(pod);
    }
}
