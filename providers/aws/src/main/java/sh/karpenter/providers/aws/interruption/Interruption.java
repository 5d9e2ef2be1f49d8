package sh.karpenter.providers.aws.interruption;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message that was understood.
///
/// @param kind what it says
/// @param instanceIds the machines that it is about
/// @param at when it was sent, null when it does not say
public record Interruption(
        InterruptionKind kind,
        List<String> instanceIds,
        @Nullable Instant at) {
    public Interruption {
        instanceIds = List.copyOf(instanceIds);
    }

    /// About nothing that concerns us.
    static Interruption none(@Nullable Instant at) {
        return new Interruption(InterruptionKind.NO_OP, List.of(), at);
    }
}
