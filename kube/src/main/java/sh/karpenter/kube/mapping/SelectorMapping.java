package sh.karpenter.kube.mapping;

import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelSelector;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.workload.NodeSelectorTerm;

/// Label selectors and node selectors.
final class SelectorMapping {
    private SelectorMapping() {}

    /// A label selector; null stays null, which selects nothing.
    static @Nullable LabelSelector labelSelector(io.fabric8.kubernetes.api.model.@Nullable LabelSelector selector) {
        if (selector == null) {
            return null;
        }
        Map<String, String> matchLabels = selector.getMatchLabels();
        var expressions = new ArrayList<LabelExpression>();
        for (var expression : selector.getMatchExpressions()) {
            expressions.add(new LabelExpression(
                    text(expression.getKey()), text(expression.getOperator()), values(expression.getValues()), null));
        }
        return new LabelSelector(matchLabels == null ? new TreeMap<>() : new TreeMap<>(matchLabels), expressions);
    }

    /// The alternatives of a node selector; null has none.
    static List<NodeSelectorTerm> terms(String field, @Nullable NodeSelector selector) {
        if (selector == null) {
            return List.of();
        }
        var terms = new ArrayList<NodeSelectorTerm>();
        for (var term : selector.getNodeSelectorTerms()) {
            terms.add(term(field + ".nodeSelectorTerms[" + terms.size() + "]", term));
        }
        return terms;
    }

    static NodeSelectorTerm term(String field, io.fabric8.kubernetes.api.model.NodeSelectorTerm term) {
        return new NodeSelectorTerm(
                expressions(field + ".matchExpressions", term.getMatchExpressions()),
                expressions(field + ".matchFields", term.getMatchFields()));
    }

    private static List<LabelExpression> expressions(String field, List<NodeSelectorRequirement> requirements) {
        var expressions = new ArrayList<LabelExpression>();
        for (NodeSelectorRequirement requirement : requirements) {
            String operator = requirement.getOperator() == null ? "" : requirement.getOperator();
            if (Operator.parse(operator) == null) {
                throw new MalformedField(
                        field + "[" + expressions.size() + "].operator",
                        operator,
                        "is no operator of node selectors (In, NotIn, Exists, DoesNotExist, Gt, Lt)");
            }
            String key = requirement.getKey() == null ? "" : requirement.getKey();
            if (key.isEmpty()) {
                throw new MalformedField(field + "[" + expressions.size() + "].key", "", "must name a node label");
            }
            expressions.add(new LabelExpression(key, operator, values(requirement.getValues()), null));
        }
        return expressions;
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static List<String> values(@Nullable List<String> values) {
        return values == null ? List.of() : values;
    }
}
