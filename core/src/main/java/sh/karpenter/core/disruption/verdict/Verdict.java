package sh.karpenter.core.disruption.verdict;

import java.util.List;
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
    /// @param scores why pools of policy `Balanced` approve it, by name of the pool; none where it touches no
    ///     such pool
    record Chosen(DisruptionCommand command, List<BalanceScore> scores) implements Verdict {
        public Chosen {
            scores = List.copyOf(scores);
        }

        /// Chosen by a command that nobody had to weigh.
        public Chosen(DisruptionCommand command) {
            this(command, List.of());
        }
    }
}
