package sh.karpenter.core.model.workload;

import java.util.List;
import sh.karpenter.core.model.label.LabelExpression;

/// One alternative of a required node affinity: all its expressions must hold.
///
/// @param matchExpressions conditions on the node's labels
/// @param matchFields conditions on the node's fields; only nodes that exist can meet them
public record NodeSelectorTerm(List<LabelExpression> matchExpressions, List<LabelExpression> matchFields) {

    public NodeSelectorTerm {
        matchExpressions = List.copyOf(matchExpressions);
        matchFields = List.copyOf(matchFields);
    }
}
