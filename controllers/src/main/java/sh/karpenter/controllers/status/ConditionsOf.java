package sh.karpenter.controllers.status;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.time.Instant;
import java.util.List;
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
