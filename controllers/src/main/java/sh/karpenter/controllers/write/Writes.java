package sh.karpenter.controllers.write;

import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.client.ApiServerException;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.store.DeleteOutcome;
import sh.karpenter.kube.client.store.WriteOutcome;

/// What the outcome of a write means for the object's reconciliation.
public final class Writes {
    private Writes() {}

    /// The object as it is after the write, or null when the reconciliation has to stop here: somebody else was
    /// first, or the object is gone. Either way a newer version of the object, or its end, brings the key back;
    /// see [#stopped].
    ///
    /// @throws ApiServerException when the server will not have the write: our mistake, or a policy of the cluster
    public static <T extends HasMetadata> @Nullable T accepted(WriteOutcome<T> outcome) {
        return switch (outcome) {
            case WriteOutcome.Written<T>(var object) -> object;
            case WriteOutcome.Unchanged<T>(var object) -> object;
            case WriteOutcome.Conflict<T> _ -> null;
            case WriteOutcome.Gone<T> _ -> null;
            case WriteOutcome.Refused<T>(var code, var message) ->
                throw new ApiServerException(ApiServerException.Kind.REFUSED, code, message);
        };
    }

    /// How to go on after a write that was not accepted: soon again after a conflict, not at all when the object
    /// is gone.
    public static <T extends HasMetadata> Requeue stopped(WriteOutcome<T> outcome) {
        return outcome instanceof WriteOutcome.Conflict<T> ? Requeue.backoff() : Requeue.none();
    }

    /// The answer that was meant if the write was accepted, else how to go on without.
    public static <T extends HasMetadata> Requeue then(WriteOutcome<T> outcome, Requeue meant) {
        return accepted(outcome) == null ? stopped(outcome) : meant;
    }

    /// Accepts a deletion that has begun or is over.
    ///
    /// @return whether it was our call that began it
    /// @throws ApiServerException when the server refused
    public static boolean deleting(DeleteOutcome outcome) {
        return switch (outcome) {
            case DeleteOutcome.Deleting _ -> true;
            case DeleteOutcome.Gone _ -> false;
            case DeleteOutcome.Refused(var code, var message) -> {
                if (code == 409) {
                    yield false;
                }
                throw new ApiServerException(ApiServerException.Kind.REFUSED, code, message);
            }
        };
    }
}
