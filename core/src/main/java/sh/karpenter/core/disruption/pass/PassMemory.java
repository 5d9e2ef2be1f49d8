package sh.karpenter.core.disruption.pass;

import java.time.Instant;
import java.util.Collections;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.method.Damping;
import sh.karpenter.core.disruption.method.MethodEvaluation;

/// What one pass leaves to the next. A value: the controller keeps it and passes it again. Losing it costs a little
/// work and the damping of what was replaced before.
///
/// @param exhausted method name to when it looked in vain, so that looking again would be in vain too
/// @param unreachedPools reference mode: pools that single-node consolidation did not come to
/// @param unjudged default mode: nodes that consolidation did not come to, to be judged first
/// @param damping nodes that replacements created
public record PassMemory(
        SequencedMap<String, Exhausted> exhausted,
        SortedSet<String> unreachedPools,
        SortedSet<String> unjudged,
        Damping damping) {

    /// A search in vain.
    ///
    /// @param consolidationState in which state of the cluster
    /// @param evaluation what it found about the nodes, which still holds
    public record Exhausted(long consolidationState, MethodEvaluation evaluation) {}

    public PassMemory {
        exhausted = Collections.unmodifiableSequencedMap(new TreeMap<>(exhausted));
        unreachedPools = Collections.unmodifiableSortedSet(new TreeSet<>(unreachedPools));
        unjudged = Collections.unmodifiableSortedSet(new TreeSet<>(unjudged));
    }

    /// Before the first pass.
    public static PassMemory empty() {
        return new PassMemory(new TreeMap<>(), new TreeSet<>(), new TreeSet<>(), Damping.none());
    }

    /// Remembers that a command created a claim, so that it is not replaced again soon.
    ///
    /// @param claim name of the claim created
    /// @param command the command that it was created for
    public PassMemory replaced(String claim, DisruptionCommand command, Instant now) {
        var replacement = new Damping.Replacement(command.reason(), command.savings(), now);
        return new PassMemory(exhausted, unreachedPools, unjudged, damping.with(claim, replacement));
    }
}
