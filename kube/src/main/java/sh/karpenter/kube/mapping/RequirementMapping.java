package sh.karpenter.kube.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.kube.api.NodeRequirement;

/// Requirements of pools and claims.
final class RequirementMapping {
    private RequirementMapping() {}

    static List<LabelExpression> toCore(@Nullable List<NodeRequirement> requirements) {
        var expressions = new ArrayList<LabelExpression>();
        if (requirements != null) {
            for (NodeRequirement requirement : requirements) {
                String field = "requirements[" + expressions.size() + "]";
                expressions.add(new LabelExpression(
                        MalformedField.unlessGiven(field + ".key", requirement.key()),
                        MalformedField.unlessGiven(field + ".operator", requirement.operator()),
                        requirement.values() == null ? List.of() : requirement.values(),
                        requirement.minValues()));
            }
        }
        return expressions;
    }

    /// The entries that say the same as a requirement. Two bounds need two entries; values excluded within
    /// bounds have no notation and are lost.
    ///
    /// @param minValues written with each entry, null for none
    static List<NodeRequirement> toWire(Requirement requirement, @Nullable Integer minValues) {
        String key = requirement.key();
        return switch (requirement.values()) {
            case ValueSet.Only only ->
                List.of(
                        only.values().isEmpty()
                                ? entry(key, Operator.DOES_NOT_EXIST, null, minValues)
                                : entry(key, Operator.IN, only.values(), minValues));
            case ValueSet.AllExcept except -> allExcept(key, except, minValues);
        };
    }

    private static List<NodeRequirement> allExcept(String key, ValueSet.AllExcept except, @Nullable Integer minValues) {
        var entries = new ArrayList<NodeRequirement>();
        if (except.atLeast() != null) {
            entries.add(bound(key, Operator.GTE, except.atLeast(), minValues));
        }
        if (except.atMost() != null) {
            entries.add(bound(key, Operator.LTE, except.atMost(), minValues));
        }
        if (!entries.isEmpty()) {
            return entries;
        }
        return List.of(
                except.values().isEmpty()
                        ? entry(key, Operator.EXISTS, null, minValues)
                        : entry(key, Operator.NOT_IN, except.values(), minValues));
    }

    private static NodeRequirement bound(String key, Operator operator, long value, @Nullable Integer minValues) {
        return new NodeRequirement(key, operator.text(), List.of(Long.toString(value)), minValues);
    }

    private static NodeRequirement entry(
            String key, Operator operator, @Nullable SortedSet<String> values, @Nullable Integer minValues) {
        return new NodeRequirement(key, operator.text(), values == null ? null : List.copyOf(values), minValues);
    }
}
