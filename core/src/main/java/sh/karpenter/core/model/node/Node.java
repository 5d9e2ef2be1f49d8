package sh.karpenter.core.model.node;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.Taint;

/// A node of the cluster.
///
/// @param name its name
/// @param uid its uid
/// @param created when it was created
/// @param deletion when its deletion started, null while it is not being deleted
/// @param providerId the machine's id, empty when not known
/// @param labels its labels, in key order
/// @param annotations its annotations, in key order
/// @param taints its taints
/// @param capacity what the machine has
/// @param allocatable what pods may use of it
/// @param conditions by type, in type order
/// @param csiLimits per CSI driver that the node lists: how many volumes it attaches; empty value for no bound
public record Node(
        String name,
        String uid,
        Instant created,
        @Nullable Instant deletion,
        String providerId,
        SequencedMap<String, String> labels,
        SequencedMap<String, String> annotations,
        List<Taint> taints,
        Resources capacity,
        Resources allocatable,
        SequencedMap<String, Condition> conditions,
        SequencedMap<String, OptionalInt> csiLimits) {

    public Node {
        labels = Collections.unmodifiableSequencedMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableSequencedMap(new TreeMap<>(annotations));
        taints = List.copyOf(taints);
        conditions = Collections.unmodifiableSequencedMap(new TreeMap<>(conditions));
        csiLimits = Collections.unmodifiableSequencedMap(new TreeMap<>(csiLimits));
    }

    /// Whether its condition Ready is True.
    public boolean ready() {
        Condition ready = conditions.get("Ready");
        return ready != null && ready.isTrue();
    }
}
