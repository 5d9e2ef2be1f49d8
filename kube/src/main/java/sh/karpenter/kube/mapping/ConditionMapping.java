package sh.karpenter.kube.mapping;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.node.Condition;

/// Conditions, by type.
public final class ConditionMapping {
    private ConditionMapping() {}

    /// Of an object of ours; none for null.
    public static SequencedMap<String, Condition> toCore(
            @Nullable List<sh.karpenter.kube.api.condition.Condition> conditions) {
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

    /// Of a node; none when it has no status yet. A time that cannot be read is an exception that names it.
    public static SequencedMap<String, Condition> ofNode(@Nullable NodeStatus status) {
        var byType = new TreeMap<String, Condition>();
        if (status != null && status.getConditions() != null) {
            for (NodeCondition condition : status.getConditions()) {
                byType.put(
                        condition.getType(),
                        new Condition(
                                condition.getType(),
                                text(condition.getStatus()),
                                text(condition.getReason()),
                                text(condition.getMessage()),
                                transition(condition.getLastTransitionTime()),
                                0));
            }
        }
        return byType;
    }

    /// Of an object whose model class is not known here; a condition that does not look like one is left out. A
    /// time that cannot be read is an exception that names it.
    public static SequencedMap<String, Condition> ofGeneric(GenericKubernetesResource object) {
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
                                    transition(fields.get("lastTransitionTime")),
                                    0));
                }
            }
        }
        return byType;
    }

    private static Instant transition(@Nullable Object time) {
        Instant parsed = Times.parse("lastTransitionTime", time == null ? null : time.toString());
        return parsed == null ? Instant.EPOCH : parsed;
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
