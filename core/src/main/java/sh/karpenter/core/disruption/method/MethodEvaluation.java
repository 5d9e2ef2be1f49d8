package sh.karpenter.core.disruption.method;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.Candidates;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.candidate.Skip;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.verdict.BalanceScore;
import sh.karpenter.core.disruption.verdict.NodeVerdict;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.Verdict;
import sh.karpenter.core.disruption.verdict.Weighed;
import sh.karpenter.core.model.cluster.ClusterNode;

/// Everything that one method found in one round.
///
/// @param method the method
/// @param candidates which nodes may be disrupted, and why the others may not
/// @param eligible which of the candidates the method looks at, and why not at the others
/// @param budgets how many nodes each pool may lose
/// @param proposal what should be done, and why the other eligible nodes stay
public record MethodEvaluation(
        DisruptionMethod method,
        Candidates candidates,
        DisruptionMethods.Eligible eligible,
        DisruptionBudgets budgets,
        DisruptionMethod.Proposal proposal) {

    /// What the method found about each node, by name. Every node of the round has a verdict.
    public SequencedMap<String, Verdict> verdicts() {
        var verdicts = new TreeMap<String, Verdict>();
        candidates.skipped().forEach((node, skip) -> verdicts.put(node, new Verdict.Blocked(skip)));
        eligible.refused().forEach((node, refusal) -> verdicts.put(node, new Verdict.Refused(refusal)));
        for (Candidate candidate : eligible.eligible()) {
            Refusal refusal = proposal.refused()
                    .getOrDefault(candidate.name(), new Refusal.NotReached(Refusal.Because.FOUND_ANOTHER));
            verdicts.put(candidate.name(), new Verdict.Refused(refusal));
        }
        for (DisruptionCommand command : proposal.commands()) {
            for (Candidate candidate : command.candidates()) {
                verdicts.put(candidate.name(), new Verdict.Chosen(command, scores(command)));
            }
        }
        return verdicts;
    }

    private List<BalanceScore> scores(DisruptionCommand command) {
        for (Weighed weighed : proposal.weighed()) {
            if (weighed.approved() && names(weighed.candidates()).equals(names(command.candidates()))) {
                return weighed.scores();
            }
        }
        return List.of();
    }

    private static List<String> names(List<Candidate> candidates) {
        return candidates.stream().map(Candidate::name).sorted().toList();
    }

    /// The same with the commands that the method has in another pass over the same nodes.
    ///
    /// @param others what the methods of that pass found
    /// @param left why the nodes stay that the commands before would have removed
    public MethodEvaluation instead(Collection<MethodEvaluation> others, Refusal left) {
        for (MethodEvaluation other : others) {
            if (other.method().name().equals(method.name())) {
                return with(other.proposal().commands(), other.proposal().weighed(), left);
            }
        }
        return with(List.of(), List.of(), left);
    }

    /// The same with other commands.
    ///
    /// @param instead the commands
    /// @param weighed what these are worth
    /// @param left why the nodes stay that the commands before would have removed
    public MethodEvaluation with(List<DisruptionCommand> instead, List<Weighed> weighed, Refusal left) {
        var refused = new TreeMap<>(proposal.refused());
        for (DisruptionCommand command : proposal.commands()) {
            command.candidates().forEach(candidate -> refused.put(candidate.name(), left));
        }
        for (DisruptionCommand command : instead) {
            command.candidates().forEach(candidate -> refused.remove(candidate.name()));
        }
        return new MethodEvaluation(
                method,
                candidates,
                eligible,
                budgets,
                new DisruptionMethod.Proposal(
                        instead,
                        refused,
                        proposal.limitedByBudget(),
                        proposal.timedOut(),
                        proposal.unreachedPools(),
                        weighed));
    }

    /// What the methods of a pass found about each node of ours, by name.
    ///
    /// @param evaluations those of the methods that were run, in their order
    public static SequencedMap<String, NodeVerdict> byNode(
            DisruptionRound round, Collection<MethodEvaluation> evaluations) {
        var byMethod = new LinkedHashMap<String, SequencedMap<String, Verdict>>();
        evaluations.forEach(evaluation -> byMethod.put(evaluation.method().name(), evaluation.verdicts()));
        var result = new TreeMap<String, NodeVerdict>();
        for (ClusterNode node : round.cluster().nodes()) {
            var verdicts = new LinkedHashMap<String, Verdict>();
            byMethod.forEach((method, all) -> {
                Verdict verdict = all.get(node.name());
                if (verdict != null && !verdict.equals(new Verdict.Blocked(new Skip.NotManaged()))) {
                    verdicts.put(method, verdict);
                }
            });
            if (!verdicts.isEmpty()) {
                goesAnyway(verdicts);
                result.put(node.name(), new NodeVerdict(node.name(), node.nodePool(), verdicts));
            }
        }
        return Collections.unmodifiableSequencedMap(result);
    }

    /// Of a node that one method takes, the others have nothing better to tell than by which it goes, where all
    /// that kept them from it is that command.
    private static void goesAnyway(SequencedMap<String, Verdict> verdicts) {
        verdicts.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Verdict.Chosen)
                .findFirst()
                .ifPresent(taken -> {
                    var chosen = (Verdict.Chosen) taken.getValue();
                    var goes = new Refusal.GoesAnyway(
                            taken.getKey(), chosen.command().candidates().size());
                    verdicts.replaceAll(
                            (_, verdict) -> verdict instanceof Verdict.Refused(var rule) && ofAnotherCommand(rule)
                                    ? new Verdict.Refused(goes)
                                    : verdict);
                });
    }

    private static boolean ofAnotherCommand(Refusal rule) {
        return rule instanceof Refusal.Held
                || (rule instanceof Refusal.NotReached(var because) && because == Refusal.Because.FOUND_ANOTHER);
    }
}
