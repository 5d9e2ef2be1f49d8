package sh.karpenter.controllers.nodepool.readiness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.condition.ConditionReasons;

/// Decides what a pool says of its node class.
public final class NodePoolReadiness {
    private NodePoolReadiness() {}

    /// Whether the node class can be used.
    public sealed interface Decision {
        /// It can.
        record Ready() implements Decision {}

        /// It cannot.
        ///
        /// @param reason of the pool's condition
        /// @param message of the pool's condition
        record NotReady(String reason, String message) implements Decision {}
    }

    /// Decides for a node class, null when there is none of that name.
    public static Decision decide(@Nullable GenericKubernetesResource nodeClass) {
        if (nodeClass == null) {
            return new Decision.NotReady(ConditionReasons.NODE_CLASS_NOT_FOUND, "NodeClass not found on cluster");
        }
        if (nodeClass.getMetadata().getDeletionTimestamp() != null) {
            return new Decision.NotReady(ConditionReasons.NODE_CLASS_TERMINATING, "NodeClass is Terminating");
        }
        Map<?, ?> ready = condition(nodeClass);
        String status = ready == null ? "Unknown" : text(ready, "status");
        return switch (status) {
            case "True" -> new Decision.Ready();
            case "False" -> new Decision.NotReady(text(ready, "reason"), text(ready, "message"));
            default ->
                new Decision.NotReady(ConditionReasons.NODE_CLASS_READINESS_UNKNOWN, "Node Class Readiness Unknown");
        };
    }

    private static @Nullable Map<?, ?> condition(GenericKubernetesResource nodeClass) {
        if (nodeClass.getAdditionalProperties().get("status") instanceof Map<?, ?> status
                && status.get("conditions") instanceof List<?> conditions) {
            for (Object condition : conditions) {
                if (condition instanceof Map<?, ?> map && text(map, "type").equals("Ready")) {
                    return map;
                }
            }
        }
        return null;
    }

    private static String text(@Nullable Map<?, ?> map, String key) {
        Object value = map == null ? null : map.get(key);
        return Objects.toString(value, "");
    }
}
