package sh.karpenter.kube.client.store;

import org.jspecify.annotations.Nullable;

/// What became of a write.
///
/// @param <T> the object's type
public sealed interface WriteOutcome<T> {

    /// It was written.
    ///
    /// @param object as the server has it now
    record Written<T>(T object) implements WriteOutcome<T> {}

    /// There was nothing to write; the server was not asked.
    ///
    /// @param object as it was
    record Unchanged<T>(T object) implements WriteOutcome<T> {}

    /// Somebody else was first: the object has changed meanwhile, or the name is taken. Read again and decide anew.
    ///
    /// @param message what the server said
    record Conflict<T>(String message) implements WriteOutcome<T> {}

    /// The object does not exist (any more).
    record Gone<T>() implements WriteOutcome<T> {}

    /// The server will not have it, and will not later either unless something changes.
    ///
    /// @param code HTTP status
    /// @param message what the server said
    record Refused<T>(int code, String message) implements WriteOutcome<T> {}

    /// The object as it is after a write that succeeded or was not necessary, else null.
    default @Nullable T current() {
        return switch (this) {
            case Written<T> written -> written.object();
            case Unchanged<T> unchanged -> unchanged.object();
            case Conflict<T> _ -> null;
            case Gone<T> _ -> null;
            case Refused<T> _ -> null;
        };
    }
}
