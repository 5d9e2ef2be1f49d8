package sh.karpenter.controllers.disruption;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidates;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.candidate.Skip;
import sh.karpenter.core.disruption.method.MethodEvaluation;
import sh.karpenter.core.disruption.pass.Foresight;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.VerdictRenderer;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.workload.PodDisruptionBudget;

/// Tells what the methods of a pass found: why nodes are blocked or left alone, budgets that are spent or cannot be
/// read, how long it took.
final class PassReport {
    private static final Logger log = LoggerFactory.getLogger("controller");

    private final DisruptionRecorder recorder;

    /// Per pool: what was wrong with its budgets when it was last told.
    private final TreeMap<String, String> unreadable = new TreeMap<>();

    /// Pod disruption budgets, as `namespace/name`, of which it was told that they can never be met.
    private final TreeSet<String> hopeless = new TreeSet<>();

    PassReport(DisruptionRecorder recorder) {
        this.recorder = recorder;
    }

    /// A method has been run.
    void ran(MethodEvaluation evaluation, Duration took) {
        recorder.evaluated(evaluation.method(), evaluation.eligible().eligible().size(), took);
        if (evaluation.proposal().timedOut()) {
            recorder.timedOut(evaluation.method());
        }
    }

    /// A pass has ended.
    ///
    /// @param evaluations what all its methods found, also those that were not run again because it would have
    ///     been in vain
    void ended(List<MethodEvaluation> evaluations, DisruptionRound round) {
        boolean blockedTold = false;
        for (MethodEvaluation evaluation : evaluations) {
            // What blocks a drifted node blocks every other too, with the same words.
            if (!blockedTold && evaluation.method().strictness() == Candidates.Strictness.GRACEFUL) {
                blocked(evaluation.candidates(), round);
                blockedTold = true;
            }
            if (!evaluation.eligible().eligible().isEmpty()) {
                recorder.budgets(evaluation.budgets(), round.cluster().nodePools());
                unreadable(evaluation.budgets());
            }
            boolean drift = evaluation.method().reason() == DisruptionReason.DRIFTED;
            refused(evaluation.eligible().refused(), round, drift);
            refused(evaluation.proposal().refused(), round, drift);
        }
    }

    private void blocked(Candidates candidates, DisruptionRound round) {
        for (ClusterNode node : round.cluster().nodes()) {
            switch (candidates.skipped().get(node.name())) {
                case null -> {}
                case Skip.Queued _, Skip.NotManaged _ -> {}
                case Skip.PodBudget skip -> {
                    recorder.blocked(node, skip.message());
                    hopeless(skip, node, round);
                }
                case Skip skip -> recorder.blocked(node, skip.message());
            }
        }
    }

    /// A budget that can never be met is told once by its name, besides what is told of the nodes.
    private void hopeless(Skip.PodBudget skip, ClusterNode node, DisruptionRound round) {
        for (PodDisruptionBudget budget : round.cluster().podDisruptionBudgets()) {
            String name = budget.namespace() + "/" + budget.name();
            if (!budget.neverAllows() || !skip.budgets().contains(name)) {
                continue;
            }
            recorder.hopeless(budget, "Pod=" + skip.pod() + ", Node=" + node.name());
            if (hopeless.add(name)) {
                log.atInfo()
                        .addKeyValue(
                                "PodDisruptionBudget", Map.of("name", budget.name(), "namespace", budget.namespace()))
                        .addKeyValue("Pod", skip.pod())
                        .addKeyValue("Node", Map.of("name", node.name()))
                        .log("pod disruption budget never allows an eviction, its nodes are not disrupted");
            }
        }
    }

    private void refused(Map<String, Refusal> refused, DisruptionRound round, boolean drift) {
        if (refused.isEmpty()) {
            return;
        }
        for (ClusterNode node : round.cluster().nodes()) {
            Refusal refusal = refused.get(node.name());
            String text = refusal == null ? "" : VerdictRenderer.event(refusal);
            if (!text.isEmpty() && drift) {
                recorder.blocked(node, text);
            } else if (!text.isEmpty()) {
                recorder.unconsolidatable(node, text);
            }
        }
    }

    /// What the methods that were run found worth it, and what not.
    void weighed(List<MethodEvaluation> evaluations) {
        for (MethodEvaluation evaluation : evaluations) {
            evaluation.proposal().weighed().forEach(move -> recorder.weighed(evaluation.method(), move));
        }
    }

    /// Which way is followed, and how far it was looked.
    void lookedAhead(Foresight foresight) {
        switch (foresight) {
            case Foresight.NotNeeded _ -> {}
            case Foresight.Played played ->
                log.atDebug()
                        .addKeyValue("follows", played.followed() == Foresight.Way.OURS ? "own" : "reference")
                        .addKeyValue("ends-at", played.ours().pricePerHour())
                        .addKeyValue("reference-ends-at", played.karpenters().pricePerHour())
                        .log("looked ahead to where consolidation ends");
            case Foresight.TooFar(int questions) ->
                log.atDebug()
                        .addKeyValue("questions", questions)
                        .log("the cluster is too large to look ahead to where consolidation ends");
        }
    }

    /// Once per mistake, not once per look.
    private void unreadable(DisruptionBudgets budgets) {
        budgets.unreadable().forEach((pool, problem) -> {
            if (!problem.equals(unreadable.put(pool, problem))) {
                log.atError()
                        .addKeyValue("NodePool", Map.of("name", pool))
                        .addKeyValue("error", problem)
                        .log("detected disruption budget errors");
            }
        });
    }
}
