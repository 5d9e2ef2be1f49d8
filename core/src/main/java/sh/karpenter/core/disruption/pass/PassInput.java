package sh.karpenter.core.disruption.pass;

import java.util.List;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;

/// What a pass reads.
///
/// @param round the cluster, the catalogues and the moment; its `queued` names the nodes of commands under way
///     and of `waiting`
/// @param consolidationState changes whenever something changes that consolidation could react to
/// @param waiting commands of earlier passes that wait to be confirmed: what they count on is left alone, and
///     budgets count them
public record PassInput(DisruptionRound round, long consolidationState, List<DisruptionCommand> waiting) {

    public PassInput {
        waiting = List.copyOf(waiting);
    }
}
