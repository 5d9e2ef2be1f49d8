package sh.karpenter.core.model.node;

import java.time.Instant;

/// One condition of an object's status.
///
/// @param type for example `Ready`
/// @param status `True`, `False` or `Unknown`
/// @param reason machine-readable reason, may be empty
/// @param message text for people, may be empty
/// @param lastTransition when the status last changed
/// @param observedGeneration the generation of the object that it speaks of; 0 when not recorded
public record Condition(
        String type, String status, String reason, String message, Instant lastTransition, long observedGeneration) {

    /// Whether its status is `True`.
    public boolean isTrue() {
        return status.equals("True");
    }

    /// Whether its status is `False`.
    public boolean isFalse() {
        return status.equals("False");
    }
}
