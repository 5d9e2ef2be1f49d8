package sh.karpenter.controllers.status;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.node.Condition;

/// Reads the conditions of objects, by type.
final class ConditionsOf {
    private ConditionsOf() {}

    static SequencedMap<String, Condition> wire(@Nullable List<sh.karpenter.kube.api.condition.Condition> conditions) {
        var byType = new TreeMap<String, Condition>();
        if (conditions != null) {
            for (var condition : conditions) {
                byType.put(
                        condition.type(),
                        new Condition(
                                condition.type(),
                                condition.status().text(),
                                condition.reason(),
                                condition.message(),
                                condition.lastTransitionTime(),
                                Objects.requireNonNullElse(condition.observedGeneration(), 0L)));
            }
        }
        return byType;
    }

    /// Of an object whose model class is not known here; a condition that does not look like one is left out.
    static SequencedMap<String, Condition> generic(GenericKubernetesResource object) {
        var byType = new TreeMap<String, Condition>();
        if (object.get("status", "conditions") instanceof List<?> conditions) {
            for (Object element : conditions) {
                if (element instanceof Map<?, ?> fields && fields.get("type") instanceof String type) {
                    byType.put(
                            type,
                            new Condition(
                                    type,
                                    text(fields.get("status")),
                                    text(fields.get("reason")),
                                    text(fields.get("message")),
                                    moved(fields.get("lastTransitionTime")),
                                    0));
                }
            }
        }
        return byType;
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static Instant moved(@Nullable Object time) {
        return time == null ? Instant.EPOCH : Instant.parse(time.toString());
    }

    static SequencedMap<String, Condition> node(Node node) {
        var byType = new TreeMap<String, Condition>();
        if (node.getStatus() != null && node.getStatus().getConditions() != null) {
            for (NodeCondition condition : node.getStatus().getConditions()) {
                String moved = condition.getLastTransitionTime();
                byType.put(
                        condition.getType(),
                        new Condition(
                                condition.getType(),
                                Objects.requireNonNullElse(condition.getStatus(), ""),
                                Objects.requireNonNullElse(condition.getReason(), ""),
                                Objects.requireNonNullElse(condition.getMessage(), ""),
                                moved == null ? Instant.EPOCH : Instant.parse(moved),
                                0));
            }
        }
        return byType;
    }
}
