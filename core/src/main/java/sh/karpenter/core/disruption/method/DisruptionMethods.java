package sh.karpenter.core.disruption.method;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.Candidates;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.whatif.WhatIf;

/// The methods in the order in which they are tried; the first that finds something has its way.
public final class DisruptionMethods {
    private DisruptionMethods() {}

    /// All methods, in order.
    public static List<DisruptionMethod> inOrder() {
        return List.of(
                new Emptiness(),
                new StaticDrift(),
                new Drift(),
                new MultiNodeConsolidation(),
                new SingleNodeConsolidation());
    }

    /// The candidates of a round that a method looks at, by name, and why it does not look at the others.
    ///
    /// @param eligible the candidates it looks at
    /// @param refused node name to why it does not look at it
    public record Eligible(List<Candidate> eligible, SequencedMap<String, Refusal> refused) {
        public Eligible {
            eligible = List.copyOf(eligible);
            refused = Collections.unmodifiableSequencedMap(new TreeMap<>(refused));
        }
    }

    /// Parts the candidates of a round for a method.
    public static Eligible eligible(DisruptionMethod method, DisruptionRound round, Candidates candidates) {
        var eligible = new ArrayList<Candidate>();
        var refused = new TreeMap<String, Refusal>();
        for (Candidate candidate : candidates.candidates()) {
            Refusal refusal = method.ineligible(candidate, round);
            if (refusal == null) {
                eligible.add(candidate);
            } else {
                refused.put(candidate.name(), refusal);
            }
        }
        return new Eligible(eligible, refused);
    }

    /// Runs one method on a round, from the candidates to the proposal.
    public static MethodEvaluation evaluate(
            DisruptionMethod method, DisruptionRound round, WhatIf whatIf, Search search) {
        var candidates = Candidates.of(round, method.strictness());
        var eligible = eligible(method, round, candidates);
        var budgets = DisruptionBudgets.of(round, method.reason());
        var proposal = eligible.eligible().isEmpty()
                ? new DisruptionMethod.Proposal(List.of(), new TreeMap<>(), false)
                : method.propose(round, eligible.eligible(), budgets, whatIf, search);
        return new MethodEvaluation(method, candidates, eligible, budgets, proposal);
    }
}
