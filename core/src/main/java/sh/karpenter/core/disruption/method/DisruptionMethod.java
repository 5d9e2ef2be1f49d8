package sh.karpenter.core.disruption.method;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.Candidates;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.Weighed;
import sh.karpenter.core.disruption.whatif.WhatIf;

/// One way to find nodes that should go. Pure but for the deadline: same round, same proposal.
public sealed interface DisruptionMethod
        permits Emptiness, DriftMethod, MultiNodeConsolidation, SingleNodeConsolidation {

    /// Its own name, for verdicts: `emptiness`, `static-drift`, `drift`, `multi`, `single`.
    String name();

    /// Why it disrupts; its budgets are those for this reason.
    DisruptionReason reason();

    /// As metrics name it: `empty`, `multi`, `single`; empty for drift.
    String consolidationType();

    /// How far pods stand in its way.
    Candidates.Strictness strictness();

    /// Whether what it proposes has to hold for a while before it is acted on.
    boolean confirmed();

    /// How long Karpenter lets it search, null for as long as it takes.
    default @Nullable Duration timeLimit() {
        return null;
    }

    /// Whether the method looks at this candidate at all.
    ///
    /// @return null when it does, else why not
    @Nullable
    Refusal ineligible(Candidate candidate, DisruptionRound round);

    /// Looks for nodes that should go.
    ///
    /// @param eligible the candidates that the method looks at, by name
    /// @param budgets how many nodes each pool may lose
    /// @param search how far it may go
    Proposal propose(
            DisruptionRound round, List<Candidate> eligible, DisruptionBudgets budgets, WhatIf whatIf, Search search);

    /// As above, without a time limit.
    default Proposal propose(
            DisruptionRound round, List<Candidate> eligible, DisruptionBudgets budgets, WhatIf whatIf) {
        return propose(round, eligible, budgets, whatIf, Search.unlimited());
    }

    /// What a method found.
    ///
    /// @param commands what should be done; empty when nothing
    /// @param refused name of each eligible node that no command removes to why it stays
    /// @param limitedByBudget whether a node was passed over only because of a budget, so that it is worth
    ///     looking again soon
    /// @param timedOut whether the search ended before everything had been looked at
    /// @param unreachedPools names of pools none of whose nodes were looked at before the time was up
    /// @param weighed the consolidations that work out, as the pools that they touch find them
    record Proposal(
            List<DisruptionCommand> commands,
            SequencedMap<String, Refusal> refused,
            boolean limitedByBudget,
            boolean timedOut,
            SortedSet<String> unreachedPools,
            List<Weighed> weighed) {
        public Proposal {
            commands = List.copyOf(commands);
            weighed = List.copyOf(weighed);
            refused = Collections.unmodifiableSequencedMap(new TreeMap<>(refused));
            unreachedPools = Collections.unmodifiableSortedSet(new TreeSet<>(unreachedPools));
        }

        /// What a method found that looked at everything.
        public Proposal(
                List<DisruptionCommand> commands, SequencedMap<String, Refusal> refused, boolean limitedByBudget) {
            this(commands, refused, limitedByBudget, false, new TreeSet<>(), List.of());
        }

        /// The same with what was weighed.
        Proposal weighing(List<Weighed> moves) {
            return new Proposal(commands, refused, limitedByBudget, timedOut, unreachedPools, moves);
        }

        /// Whether looking again would be in vain while the cluster stays as it is.
        public boolean exhausted() {
            return commands.isEmpty() && !limitedByBudget && !timedOut;
        }
    }
}
