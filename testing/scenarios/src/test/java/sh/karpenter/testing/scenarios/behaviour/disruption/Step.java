package sh.karpenter.testing.scenarios.behaviour.disruption;

import java.time.Instant;
import java.util.List;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.pass.PassOutcome;
import tools.jackson.databind.JsonNode;

/// What happened in one step of a scenario.
sealed interface Step {

    /// What is expected of it.
    JsonNode then();

    /// A pass over all nodes.
    ///
    /// @param round what it saw
    /// @param waiting commands that waited to be confirmed
    /// @param outcome what it found
    record Pass(DisruptionRound round, List<DisruptionCommand> waiting, PassOutcome outcome, JsonNode then)
            implements Step {}

    /// Commands that waited were looked at again.
    ///
    /// @param now when
    /// @param verdicts what was found, in the order of the commands
    record Confirmation(Instant now, List<Confirmed> verdicts, JsonNode then) implements Step {}

    /// One command that was looked at again.
    ///
    /// @param planned the command as it was found
    /// @param round the cluster now
    /// @param verdict whether it holds
    record Confirmed(
            PassOutcome.Planned planned,
            DisruptionRound round,
            sh.karpenter.core.disruption.method.Confirmation.Verdict verdict) {}

    /// Commands that were under way ended.
    ///
    /// @param what how, in words
    /// @param round the cluster after it
    record Changed(String what, DisruptionRound round, JsonNode then) implements Step {}
}
