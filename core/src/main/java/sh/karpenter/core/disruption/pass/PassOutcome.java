package sh.karpenter.core.disruption.pass;

import java.util.List;
import java.util.SequencedMap;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.method.DisruptionMethod;
import sh.karpenter.core.disruption.method.MethodEvaluation;
import sh.karpenter.core.disruption.verdict.NodeVerdict;

/// What came of a pass.
///
/// @param commands what should be done, in order; they leave each other's nodes and targets alone
/// @param evaluations what each method found, in their order; of methods that would have looked in vain, what they
///     found when they last looked
/// @param memory for the next pass
/// @param foresight how far it looked beyond these commands
/// @param timedOut whether the time was up before every node was judged; the next pass goes on with the others
public record PassOutcome(
        List<Planned> commands,
        List<MethodEvaluation> evaluations,
        PassMemory memory,
        Foresight foresight,
        boolean timedOut) {

    /// A command to carry out.
    ///
    /// @param method who found it; it is confirmed by the method's rules before it is carried out, if
    ///     [DisruptionMethod#confirmed] says so
    /// @param command what to do
    public record Planned(DisruptionMethod method, DisruptionCommand command) {}

    public PassOutcome {
        commands = List.copyOf(commands);
        evaluations = List.copyOf(evaluations);
    }

    /// Verdicts per node, by name.
    public SequencedMap<String, NodeVerdict> verdicts(DisruptionRound round) {
        return MethodEvaluation.byNode(round, evaluations);
    }
}
