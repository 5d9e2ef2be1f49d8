package sh.karpenter.core.scheduling.solve;

import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.ExpressionValidation;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.workload.NodeSelectorTerm;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.scheduling.compiled.PodRequirements;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.sim.PodVolumes;

/// Finds pods that a solve cannot understand or whose volumes cannot be used. They are set aside; all others are
/// placed.
final class PodValidation {
    private final LabelVocabulary labels;
    private final ClusterSnapshot cluster;

    PodValidation(SchedulingProblem problem) {
        this.labels = problem.labels();
        this.cluster = problem.cluster();
    }

    /// What is wrong with a shape, null when nothing is.
    ///
    /// @param pending whether the pod waits for a node; one that has to move has been accepted before, so only
    ///     what cannot be understood at all is looked at
    @Nullable
    Rejection problem(PodShape shape, boolean pending) {
        if (pending) {
            Rejection problem = problemOfSelectors(shape);
            if (problem != null) {
                return problem;
            }
            if (shape.volumes().isEmpty()) {
                return notUnderstood(shape);
            }
            problem = PodVolumes.problem(shape, cluster);
            if (problem != null) {
                return problem;
            }
        }
        Rejection problem = notUnderstood(shape);
        return problem == null ? PodVolumes.problemOfZones(shape, cluster, labels) : problem;
    }

    private @Nullable Rejection problemOfSelectors(PodShape shape) {
        for (var entry : shape.nodeSelector().entrySet()) {
            String problem = ExpressionValidation.problem(
                    LabelExpression.of(entry.getKey(), Operator.IN, entry.getValue()), labels);
            if (problem != null) {
                return new Rejection.BadPod("spec.nodeSelector", entry.getKey() + "=" + entry.getValue(), problem);
            }
        }
        for (NodeSelectorTerm term : shape.requiredNodeTerms()) {
            if (!term.matchFields().isEmpty()) {
                return new Rejection.BadPod(
                        AFFINITY,
                        term.matchFields().getFirst().key(),
                        "node selector term with matchFields is not supported");
            }
            for (LabelExpression expression : term.matchExpressions()) {
                String problem = ExpressionValidation.problem(expression, labels);
                if (problem != null) {
                    return new Rejection.BadPod(AFFINITY, text(expression), problem);
                }
            }
        }
        return null;
    }

    private static final String AFFINITY = "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution";

    private static String text(LabelExpression expression) {
        return expression.key() + " " + expression.operator() + " " + expression.values();
    }

    private @Nullable Rejection notUnderstood(PodShape shape) {
        try {
            Requirement pool = PodRequirements.preferred(shape, labels).get(LabelKeys.NODE_POOL);
            if (pool != null && pool.values().operator() == Operator.DOES_NOT_EXIST) {
                return new Rejection.RefusesManagedNodes();
            }
            for (NodeSelectorTerm term : shape.requiredNodeTerms()) {
                PodRequirements.of(term, labels);
            }
            for (var preferred : shape.preferredNodeTerms()) {
                PodRequirements.of(preferred.term(), labels);
            }
            return null;
        } catch (IllegalArgumentException nonsense) {
            return new Rejection.BadPod("spec.affinity.nodeAffinity", "", String.valueOf(nonsense.getMessage()));
        }
    }
}
