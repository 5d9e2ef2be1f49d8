package sh.karpenter.kube.api.condition;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;
import sh.karpenter.kube.api.wire.WireTime;

/// One observation about an object, in the shape of `metav1.Condition`.
///
/// @param type what is observed, for example `Ready`
/// @param status whether it holds
/// @param reason one word in CamelCase for programs; may be empty on NodePool and NodeClaim
/// @param message text for people, may be empty
/// @param lastTransitionTime when `status` last changed, in whole seconds
/// @param observedGeneration the generation of the object that was looked at; null when the writer did not say
@WireRecord
public record Condition(
        String type,
        ConditionStatus status,
        String reason,
        String message,
        @WireTime Instant lastTransitionTime,
        @Nullable Long observedGeneration) {

    public Condition {
        reason = Objects.requireNonNullElse(reason, "");
        message = Objects.requireNonNullElse(message, "");
        lastTransitionTime =
                Objects.requireNonNullElse(lastTransitionTime, Instant.EPOCH).truncatedTo(ChronoUnit.SECONDS);
    }

    /// Whether the condition was written for this generation of the object.
    public boolean observed(long generation) {
        return observedGeneration != null && observedGeneration == generation;
    }

    /// The same condition as if written for that generation.
    Condition observedAt(long generation) {
        return new Condition(type, status, reason, message, lastTransitionTime, generation);
    }
}
