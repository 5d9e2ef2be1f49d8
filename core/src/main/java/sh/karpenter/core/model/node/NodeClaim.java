package sh.karpenter.core.model.node;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.Taint;

/// The API's intent for one machine, and what has become of it.
///
/// @param name its name
/// @param uid its uid
/// @param created when it was created
/// @param deletion when its deletion started, null while it is not being deleted
/// @param labels its labels, in key order
/// @param annotations its annotations, in key order
/// @param spec what was asked for; never changes
/// @param status what has become of it
public record NodeClaim(
        String name,
        String uid,
        Instant created,
        @Nullable Instant deletion,
        SequencedMap<String, String> labels,
        SequencedMap<String, String> annotations,
        Spec spec,
        Status status) {

    public NodeClaim {
        labels = Collections.unmodifiableSequencedMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableSequencedMap(new TreeMap<>(annotations));
    }

    /// The pool it belongs to, empty for none.
    public String nodePool() {
        return labels.getOrDefault(LabelKeys.NODE_POOL, "");
    }

    /// Whether it is being deleted.
    public boolean deleting() {
        return deletion != null;
    }

    /// Whether the condition of that type is True.
    public boolean is(String conditionType) {
        Condition condition = status.conditions().get(conditionType);
        return condition != null && condition.isTrue();
    }

    /// The same claim of which something else has become.
    public NodeClaim with(Status status) {
        return new NodeClaim(name, uid, created, deletion, labels, annotations, spec, status);
    }

    /// What was asked for.
    ///
    /// @param requirements what the machine must be
    /// @param requests what the machine must hold at least
    /// @param taints taints that the node keeps
    /// @param startupTaints taints that the node loses once it is set up
    /// @param nodeClass the provider's description of the machine
    /// @param expireAfter how old it may become; null means never expires
    /// @param terminationGracePeriod how long draining may take; null means for ever
    public record Spec(
            List<LabelExpression> requirements,
            Resources requests,
            List<Taint> taints,
            List<Taint> startupTaints,
            NodeClassRef nodeClass,
            @Nullable Duration expireAfter,
            @Nullable Duration terminationGracePeriod) {

        public Spec {
            requirements = List.copyOf(requirements);
            taints = List.copyOf(taints);
            startupTaints = List.copyOf(startupTaints);
        }
    }

    /// What has become of it.
    ///
    /// @param providerId the machine's id, empty until it is launched
    /// @param nodeName the node it became, empty until it registered
    /// @param imageId the image it was launched with, empty until it is launched
    /// @param capacity what the machine has
    /// @param allocatable what pods may use of it
    /// @param conditions by type, in type order
    /// @param lastPodEvent when a pod last came or went, null when never
    public record Status(
            String providerId,
            String nodeName,
            String imageId,
            Resources capacity,
            Resources allocatable,
            SequencedMap<String, Condition> conditions,
            @Nullable Instant lastPodEvent) {

        public Status {
            conditions = Collections.unmodifiableSequencedMap(new TreeMap<>(conditions));
        }

        /// The same with these conditions.
        public Status with(SequencedMap<String, Condition> conditions) {
            return new Status(providerId, nodeName, imageId, capacity, allocatable, conditions, lastPodEvent);
        }

        /// The same with this moment at which a pod last came or went, null when never.
        public Status withLastPodEvent(@Nullable Instant event) {
            return new Status(providerId, nodeName, imageId, capacity, allocatable, conditions, event);
        }
    }
}
