package sh.karpenter.core.disruption.method;

import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.Candidates;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.whatif.WhatIf;

/// One way to find nodes that should go. Pure: same round, same proposal.
public sealed interface DisruptionMethod permits Emptiness, Drift, MultiNodeConsolidation, SingleNodeConsolidation {

    /// Why it disrupts; its budgets are those for this reason.
    DisruptionReason reason();

    /// As metrics name it: `empty`, `multi`, `single`; empty for drift.
    String consolidationType();

    /// How far pods stand in its way.
    Candidates.Strictness strictness();

    /// Whether what it proposes has to hold for a while before it is acted on.
    boolean confirmed();

    /// Whether the method looks at this candidate at all.
    ///
    /// @return null when it does, else why not; empty text when there is nothing to tell
    @Nullable
    String ineligible(Candidate candidate, DisruptionRound round);

    /// Looks for nodes that should go.
    ///
    /// @param eligible the candidates that the method looks at, by name
    /// @param budgets how many nodes each pool may lose
    Proposal propose(DisruptionRound round, List<Candidate> eligible, DisruptionBudgets budgets, WhatIf whatIf);

    /// What a method found.
    ///
    /// @param commands what should be done; empty when nothing
    /// @param refused node name to why it stays
    /// @param limitedByBudget whether a node was passed over only because of a budget, so that it is worth
    ///     looking again soon
    record Proposal(List<DisruptionCommand> commands, SequencedMap<String, String> refused, boolean limitedByBudget) {
        public Proposal {
            commands = List.copyOf(commands);
            refused = Collections.unmodifiableSequencedMap(new TreeMap<>(refused));
        }
    }
}
