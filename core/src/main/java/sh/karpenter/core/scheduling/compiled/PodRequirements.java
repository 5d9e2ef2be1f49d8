package sh.karpenter.core.scheduling.compiled;

import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.workload.NodeSelectorTerm;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.model.workload.PreferredNodeTerm;

/// What a pod requires of a node's labels.
///
/// Only the first alternative of required node affinity counts, and only the heaviest preference; the others
/// are reached by giving up the first ones (relaxation). Source: Karpenter scheduling, "Pod requirements".
public final class PodRequirements {
    private PodRequirements() {}

    /// What it must have: node selector and the first required term.
    ///
    /// @throws IllegalArgumentException for expressions that have not passed validation
    public static Requirements strict(PodShape shape, LabelVocabulary labels) {
        Requirements result = selector(shape, labels);
        if (!shape.requiredNodeTerms().isEmpty()) {
            result = result.and(of(shape.requiredNodeTerms().getFirst(), labels));
        }
        return result;
    }

    /// What it must have and what it wants most.
    public static Requirements preferred(PodShape shape, LabelVocabulary labels) {
        Requirements result = strict(shape, labels);
        PreferredNodeTerm heaviest = null;
        for (PreferredNodeTerm term : shape.preferredNodeTerms()) {
            if (heaviest == null || term.weight() > heaviest.weight()) {
                heaviest = term;
            }
        }
        return heaviest == null ? result : result.and(of(heaviest.term(), labels));
    }

    /// The node selector alone.
    public static Requirements selector(PodShape shape, LabelVocabulary labels) {
        if (shape.nodeSelector().isEmpty()) {
            return Requirements.none();
        }
        return Requirements.ofLabels(shape.nodeSelector(), labels);
    }

    /// One alternative.
    public static Requirements of(NodeSelectorTerm term, LabelVocabulary labels) {
        return Requirements.of(term.matchExpressions(), labels);
    }

    /// Whether the required node affinity of a shape can be understood.
    static boolean understood(PodShape shape, LabelVocabulary labels) {
        try {
            shape.requiredNodeTerms().forEach(term -> of(term, labels));
            return true;
        } catch (IllegalArgumentException nonsense) {
            return false;
        }
    }
}
