package sh.karpenter.core.disruption.method;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.Candidates;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.result.SchedulingResult;

/// Whether a command that was proposed a while ago still holds in the cluster as it is now.
///
/// A command for empty nodes is cut down to those that are still empty and within budget. Any other command
/// holds as a whole or not at all: the same nodes are still candidates within budget, every pod still finds a
/// place with as many new machines, and what was to be launched is still among what would be launched.
///
/// Source: Karpenter documentation, "Disruption / Consolidation", validation.
public final class Confirmation {

    /// What came of it.
    public sealed interface Verdict {

        /// It holds, perhaps for fewer nodes.
        record Holds(DisruptionCommand command) implements Verdict {}

        /// It does not.
        ///
        /// @param cause as metrics and events name it: `budget`, `scheduling` or `churn`
        /// @param message for people
        record Dropped(String cause, String message) implements Verdict {}
    }

    private Confirmation() {}

    /// Judges a command in a round made from the cluster as it is now.
    public static Verdict confirm(
            DisruptionCommand command, DisruptionMethod method, DisruptionRound round, WhatIf whatIf) {
        var candidates = Candidates.of(round, method.strictness());
        List<Candidate> eligible =
                DisruptionMethods.eligible(method, round, candidates).eligible();
        // In the order of the command, so that the best of them go where a budget ends.
        List<Candidate> still = command.candidates().stream()
                .flatMap(then -> eligible.stream().filter(now -> now.name().equals(then.name())))
                .toList();
        var budgets = DisruptionBudgets.of(round, method.reason());
        return method instanceof Emptiness
                ? confirmEmpty(command, still, budgets)
                : confirmWhole(command, still, budgets, whatIf);
    }

    private static Verdict confirmEmpty(DisruptionCommand command, List<Candidate> still, DisruptionBudgets budgets) {
        if (still.isEmpty()) {
            return new Verdict.Dropped("churn", "the nodes are no longer empty or no longer candidates");
        }
        List<Candidate> within = Spending.within(still, budgets, new TreeMap<>());
        if (within.isEmpty()) {
            return new Verdict.Dropped("budget", "no disruption budget is left for the empty nodes");
        }
        return new Verdict.Holds(
                new DisruptionCommand.Delete(command.reason(), command.consolidationType(), within, new TreeMap<>()));
    }

    private static Verdict confirmWhole(
            DisruptionCommand command, List<Candidate> still, DisruptionBudgets budgets, WhatIf whatIf) {
        if (still.size() < command.candidates().size()) {
            return new Verdict.Dropped("churn", "not all nodes of the command are candidates any more");
        }
        if (Spending.within(still, budgets, new TreeMap<>()).size() < still.size()) {
            return new Verdict.Dropped("budget", "disruption budgets no longer allow all nodes of the command");
        }
        return switch (whatIf.without(still, true)) {
            case WhatIf.Outcome.CandidateDeleting(var node) ->
                new Verdict.Dropped("churn", "node " + node + " is being deleted");
            case WhatIf.Outcome.Infeasible infeasible -> new Verdict.Dropped("scheduling", infeasible.message());
            case WhatIf.Outcome.Feasible(var result) -> compare(command, still, result);
        };
    }

    private static Verdict compare(DisruptionCommand command, List<Candidate> still, SchedulingResult result) {
        List<ProposedNodeClaim> claims = result.newNodeClaims();
        if (claims.size() != command.replacements().size()) {
            return new Verdict.Dropped(
                    "scheduling",
                    "the pods now need " + claims.size() + " new nodes instead of "
                            + command.replacements().size());
        }
        return switch (command) {
            case DisruptionCommand.Delete delete ->
                new Verdict.Holds(new DisruptionCommand.Delete(
                        delete.reason(), delete.consolidationType(), still, result.existing()));
            case DisruptionCommand.Replace replace -> {
                for (int i = 0; i < claims.size(); i++) {
                    List<String> missing = missing(replace.replacements().get(i), claims.get(i));
                    if (!missing.isEmpty()) {
                        yield new Verdict.Dropped(
                                "scheduling", "the pods no longer fit on " + String.join(", ", missing));
                    }
                }
                yield new Verdict.Holds(new DisruptionCommand.Replace(
                        replace.reason(),
                        replace.consolidationType(),
                        still,
                        replace.replacements(),
                        result.existing()));
            }
        };
    }

    private static List<String> missing(ProposedNodeClaim wanted, ProposedNodeClaim possible) {
        var names = new TreeSet<String>();
        for (InstanceType type : possible.types()) {
            names.add(type.name());
        }
        var missing = new ArrayList<String>();
        for (InstanceType type : wanted.types()) {
            if (!names.contains(type.name())) {
                missing.add(type.name());
            }
        }
        return missing;
    }
}
