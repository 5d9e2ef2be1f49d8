package sh.karpenter.local.kubernetes.cluster.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import sh.karpenter.local.kubernetes.cluster.runtime.Requeue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The counting part of a workload's status, written as Kubernetes writes it: zero is left out, and nothing is
/// written when nothing changed.
final class Counters {
    private Counters() {}

    /// The count, or null (which removes it) for zero.
    static @Nullable Long orAbsent(long count) {
        return count == 0 ? null : count;
    }

    /// Writes those of the properties that differ from the present status.
    static void writeIfChanged(ClusterContext cluster, ObjectKey key, ObjectNode object, ObjectNode status) {
        ObjectNode changed = Tree.object();
        for (Map.Entry<String, JsonNode> property : status.properties()) {
            JsonNode present = Tree.at(object, "status", property.getKey());
            JsonNode wanted = property.getValue();
            if (!same(wanted, present)) {
                changed.set(property.getKey(), wanted);
            }
        }
        if (!changed.isEmpty()) {
            cluster.client().patchStatus(key, changed);
        }
    }

    private static boolean same(JsonNode wanted, JsonNode present) {
        if (wanted.isNull()) {
            return present.isMissingNode() || present.isNull();
        }
        boolean numbers = wanted.isNumber() && present.isNumber();
        return numbers ? wanted.asLong() == present.asLong() : wanted.equals(present);
    }

    /// When the next ready pod will have been ready for long enough.
    static Requeue untilAvailable(List<ObjectNode> pods, Duration minimum, Instant now) {
        Requeue next = Requeue.none();
        for (ObjectNode pod : pods) {
            Instant since = Pods.readySince(pod);
            if (since != null && since.plus(minimum).isAfter(now)) {
                next = next.orSooner(Requeue.at(since.plus(minimum), now));
            }
        }
        return next;
    }
}
