package sh.karpenter.core.disruption.verdict;

import sh.karpenter.core.disruption.candidate.Skip;
import sh.karpenter.core.disruption.command.DisruptionCommand;

/// What one method of disruption found about one node. [VerdictRenderer] makes the texts.
public sealed interface Verdict {

    /// The node may not be disrupted at all, or not in the way of this method.
    ///
    /// @param rule the first rule that says so
    record Blocked(Skip rule) implements Verdict {}

    /// The node may be disrupted, but the method leaves it.
    ///
    /// @param rule why
    record Refused(Refusal rule) implements Verdict {}

    /// The node is to be removed.
    ///
    /// @param command by this command, perhaps together with other nodes
    record Chosen(DisruptionCommand command) implements Verdict {}
}
