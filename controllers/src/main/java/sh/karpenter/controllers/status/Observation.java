package sh.karpenter.controllers.status;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.node.Condition;

/// What was seen of an object at its last look.
///
/// @param object the object
/// @param conditions its conditions by type
/// @param finalizers its finalizers
record Observation(HasMetadata object, SequencedMap<String, Condition> conditions, List<String> finalizers) {
    Observation {
        finalizers = List.copyOf(finalizers);
    }

    static Observation of(HasMetadata object, SequencedMap<String, Condition> conditions) {
        return new Observation(
                object,
                new TreeMap<>(conditions),
                Objects.requireNonNullElse(object.getMetadata().getFinalizers(), List.of()));
    }

    /// A condition that has another status than before.
    ///
    /// @param before the condition as it was, null when it was not seen before
    /// @param now the condition as it is
    record Transition(@Nullable Condition before, Condition now) {

        /// How long the condition was in the status that it left, null when that was not seen.
        @Nullable
        Duration took() {
            return before == null ? null : Duration.between(before.lastTransition(), now.lastTransition());
        }

        /// What an event says of it.
        String text() {
            return "Status condition transitioned, Type: " + now.type() + ", Status: "
                    + (before == null ? "" : before.status()) + " -> " + now.status() + ", Reason: " + now.reason()
                    + (now.message().isEmpty() ? "" : ", Message: " + now.message());
        }
    }

    /// The conditions whose status differs from an earlier look; all, when there was none or it was of another
    /// object.
    List<Transition> since(@Nullable Observation earlier) {
        var transitions = new ArrayList<Transition>();
        for (Condition condition : conditions.values()) {
            Condition before = earlier != null && sameObject(earlier) ? earlier.conditions.get(condition.type()) : null;
            if (before == null || !before.status().equals(condition.status())) {
                transitions.add(new Transition(before, condition));
            }
        }
        return transitions;
    }

    /// The finalizers that were there at an earlier look and are not now.
    List<String> finalizedSince(@Nullable Observation earlier) {
        return earlier == null || !sameObject(earlier)
                ? List.of()
                : earlier.finalizers.stream()
                        .filter(finalizer -> !finalizers.contains(finalizer))
                        .toList();
    }

    /// When the object's deletion began, null while it is not being deleted.
    @Nullable
    Instant deletion() {
        String deletion = object.getMetadata().getDeletionTimestamp();
        return deletion == null ? null : Instant.parse(deletion);
    }

    private boolean sameObject(Observation other) {
        return Objects.equals(
                object.getMetadata().getUid(), other.object.getMetadata().getUid());
    }
}
