package sh.karpenter.providers.aws.instance;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.kube.api.aws.AwsNames;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/// An EC2 instance, reduced to what the provider reads.
///
/// @param id `i-` and so on
/// @param type for example `m5.large`
/// @param zone its zone
/// @param subnetId its subnet
/// @param imageId its image
/// @param launched when it was launched, null when not known
/// @param state `pending`, `running` and so on
/// @param spot whether it is a spot machine
/// @param reservation the capacity reservation that it was launched into on purpose, empty for none
/// @param reservationType `default` or `capacity-block`
/// @param interruptibleReservation whether its reservation may be taken back
/// @param tenancy `default` or `dedicated`
/// @param partition its partition of a placement group, 0 for none
/// @param efa whether it has EFA network interfaces
/// @param securityGroups ids, in order
/// @param tags by key, in key order
public record Machine(
        String id,
        String type,
        String zone,
        String subnetId,
        String imageId,
        @Nullable Instant launched,
        String state,
        boolean spot,
        String reservation,
        String reservationType,
        boolean interruptibleReservation,
        String tenancy,
        int partition,
        boolean efa,
        List<String> securityGroups,
        SequencedMap<String, String> tags) {

    public Machine {
        securityGroups = List.copyOf(securityGroups);
        tags = Collections.unmodifiableSequencedMap(new TreeMap<>(tags));
    }

    /// Reads EC2's description.
    static Machine of(Instance instance) {
        var tags = new TreeMap<String, String>();
        instance.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
        boolean reserved = instance.capacityReservationId() != null
                && instance.capacityReservationSpecification() != null
                && "capacity-reservations-only"
                        .equals(instance.capacityReservationSpecification().capacityReservationPreferenceAsString());
        String lifecycle = instance.instanceLifecycleAsString() == null ? "" : instance.instanceLifecycleAsString();
        String tenancy =
                instance.placement() == null ? null : instance.placement().tenancyAsString();
        return new Machine(
                instance.instanceId(),
                instance.instanceTypeAsString(),
                instance.placement() == null ? "" : instance.placement().availabilityZone(),
                instance.subnetId() == null ? "" : instance.subnetId(),
                instance.imageId() == null ? "" : instance.imageId(),
                instance.launchTime(),
                instance.state() == null ? "" : instance.state().nameAsString(),
                instance.spotInstanceRequestId() != null,
                reserved ? instance.capacityReservationId() : "",
                lifecycle.equals("capacity-block") ? lifecycle : "default",
                lifecycle.equals("interruptible-capacity-reservation"),
                tenancy == null || tenancy.isEmpty() ? "default" : tenancy,
                instance.placement() == null || instance.placement().partitionNumber() == null
                        ? 0
                        : instance.placement().partitionNumber(),
                instance.networkInterfaces().stream()
                        .anyMatch(item -> item.interfaceType() != null
                                && item.interfaceType().startsWith("efa")),
                instance.securityGroups().stream()
                        .map(GroupIdentifier::groupId)
                        .sorted()
                        .toList(),
                tags);
    }

    /// Its id as nodes carry it.
    public ProviderId providerId() {
        return new ProviderId(zone, id);
    }

    /// How it was bought: `spot`, `reserved` or `on-demand`.
    public String capacityType() {
        if (spot) {
            return LabelKeys.SPOT;
        }
        return reservation.isEmpty() ? LabelKeys.ON_DEMAND : LabelKeys.RESERVED;
    }

    /// Whether it is going away for good.
    public boolean ending() {
        return state.equals(InstanceStateName.SHUTTING_DOWN.toString())
                || state.equals(InstanceStateName.TERMINATED.toString());
    }

    /// The claim that its tags name, empty when they name none.
    public String claim() {
        return tags.getOrDefault(AwsNames.TAG_NODE_CLAIM, "");
    }

    /// The pool that its tags name, empty when they name none.
    public String pool() {
        return tags.getOrDefault(AwsNames.TAG_NODE_POOL, "");
    }

    /// The node class that its tags name, empty when they name none.
    public String nodeClass() {
        return tags.getOrDefault(AwsNames.LABEL_NODE_CLASS, "");
    }
}
