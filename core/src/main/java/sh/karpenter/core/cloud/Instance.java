package sh.karpenter.core.cloud;

import java.time.Instant;
import java.util.Collections;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.resource.Resources;

/// A machine at the provider.
///
/// @param providerId its id, as nodes carry it
/// @param imageId the image it runs, empty when not known
/// @param claimName the claim it was launched for (from its tags), empty when not known
/// @param launched when it was launched, null when not known
/// @param deleting whether it is going away
/// @param labels labels that its claim and node get from it, in key order
/// @param annotations annotations that its claim gets from it, in key order
/// @param capacity what it has; empty when not known
/// @param allocatable what pods may use of it; empty when not known
public record Instance(
        String providerId,
        String imageId,
        String claimName,
        @Nullable Instant launched,
        boolean deleting,
        SequencedMap<String, String> labels,
        SequencedMap<String, String> annotations,
        Resources capacity,
        Resources allocatable) {

    public Instance {
        labels = Collections.unmodifiableSequencedMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableSequencedMap(new TreeMap<>(annotations));
    }
}
