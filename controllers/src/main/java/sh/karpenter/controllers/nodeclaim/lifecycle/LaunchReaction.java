package sh.karpenter.controllers.nodeclaim.lifecycle;

import java.nio.charset.StandardCharsets;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.cloud.LaunchOutcome;

/// What to do about the outcome of a launch.
sealed interface LaunchReaction {

    /// Write the machine into the claim.
    record Adopt(Instance instance) implements LaunchReaction {}

    /// Delete the claim, so that its pods are planned anew.
    ///
    /// @param reason in metrics
    /// @param message what the provider said
    /// @param tellPods whether the pods that wait for the claim hear of it
    record Abandon(String reason, String message, boolean tellPods) implements LaunchReaction {}

    /// Note it in the condition Launched and try again.
    record Retry(String reason, String message) implements LaunchReaction {}

    /// The reaction to an outcome. What providers say is cut where the API would refuse it.
    static LaunchReaction to(LaunchOutcome outcome) {
        return switch (outcome) {
            case LaunchOutcome.Launched(var instance) -> new Adopt(instance);
            case LaunchOutcome.InsufficientCapacity(var message) -> new Abandon("insufficient_capacity", message, true);
            case LaunchOutcome.NodeClassNotReady(var message) -> new Abandon("nodeclass_not_ready", message, false);
            case LaunchOutcome.Failed(var kind, var reason, var message) ->
                new Retry(reason.isEmpty() ? "LaunchFailed" : reason, cut(message));
        };
    }

    /// The text, at most 1024 bytes in all; what is cut ends in three dots.
    static String cut(String message) {
        int limit = 1024;
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= limit) {
            return message;
        }
        int end = limit - 3;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8) + "...";
    }
}
