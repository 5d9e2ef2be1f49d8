package sh.karpenter.kube.mapping;

import io.fabric8.kubernetes.api.model.NodeCondition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.node.Condition;

/// Conditions, by type.
final class ConditionMapping {
    private ConditionMapping() {}

    static SequencedMap<String, Condition> toCore(
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
                                condition.observedGeneration() == null ? 0 : condition.observedGeneration()));
            }
        }
        return byType;
    }

    static SequencedMap<String, Condition> ofNode(List<NodeCondition> conditions) {
        var byType = new TreeMap<String, Condition>();
        for (NodeCondition condition : conditions) {
            Instant transition = Times.parse("lastTransitionTime", condition.getLastTransitionTime());
            byType.put(
                    condition.getType(),
                    new Condition(
                            condition.getType(),
                            text(condition.getStatus()),
                            text(condition.getReason()),
                            text(condition.getMessage()),
                            transition == null ? Instant.EPOCH : transition,
                            0));
        }
        return byType;
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
