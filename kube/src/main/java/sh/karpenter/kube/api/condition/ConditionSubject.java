package sh.karpenter.kube.api.condition;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.Objects;

/// What conditions need to know of the object that they are about.
///
/// @param generation its generation now
/// @param created when it was created
/// @param deleting whether its deletion has begun
public record ConditionSubject(long generation, Instant created, boolean deleting) {

    /// The object as it was read; one that was never stored has generation 0 and counts as created at the
    /// epoch.
    public static ConditionSubject of(HasMetadata object) {
        ObjectMeta metadata = object.getMetadata();
        String created = metadata.getCreationTimestamp();
        return new ConditionSubject(
                Objects.requireNonNullElse(metadata.getGeneration(), 0L),
                created == null ? Instant.EPOCH : Instant.parse(created),
                metadata.getDeletionTimestamp() != null);
    }
}
