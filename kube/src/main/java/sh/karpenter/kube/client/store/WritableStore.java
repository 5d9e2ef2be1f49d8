package sh.karpenter.kube.client.store;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A store whose objects can also be written. Expected answers of the server are outcomes; a server that cannot be
/// reached or is overloaded is an [sh.karpenter.kube.client.ApiServerException], which the controller runtime
/// retries.
///
/// @param <T> the model class of its objects
public interface WritableStore<T extends HasMetadata> extends Store<T> {

    /// Creates an object.
    ///
    /// @return [WriteOutcome.Written], [WriteOutcome.Conflict] when the name is taken, or [WriteOutcome.Refused]
    WriteOutcome<T> create(T object);

    /// Changes metadata and spec of an object: sends what differs between it and its changed copy as a merge
    /// patch, with the optimistic lock: if the object has changed meanwhile, nothing is written.
    ///
    /// @param object as it was read
    /// @param change gets a copy, which it may change, and returns it
    WriteOutcome<T> patch(T object, UnaryOperator<T> change);

    /// Changes the status of an object in the same way, through its status subresource.
    WriteOutcome<T> patchStatus(T object, UnaryOperator<T> change);

    /// As [#patch(HasMetadata, UnaryOperator)], without the optimistic lock: single fields that nobody else writes.
    WriteOutcome<T> patchUnlocked(T object, UnaryOperator<T> change);

    /// Applies fields by server-side apply, taking them over from others.
    ///
    /// @param fields `apiVersion`, `kind`, `metadata.name` and the fields to own
    WriteOutcome<T> apply(JsonNode fields);

    /// Starts deleting an object, if it still is this very one (by uid).
    ///
    /// @param gracePeriodSeconds null for the object's own
    DeleteOutcome delete(T object, @Nullable Long gracePeriodSeconds);

    /// Starts deleting an object, if it still is this very one (by uid).
    default DeleteOutcome delete(T object) {
        return delete(object, null);
    }
}
