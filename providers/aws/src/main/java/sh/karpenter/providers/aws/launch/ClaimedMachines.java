package sh.karpenter.providers.aws.launch;

import java.time.Instant;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.kube.api.aws.AwsNames;
import sh.karpenter.kube.api.aws.ResolvedCapacityReservation;
import sh.karpenter.providers.aws.instance.Machine;
import sh.karpenter.providers.aws.instance.ProviderId;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.label.AwsResources;
import sh.karpenter.providers.aws.nodeclass.NodeClass;

/// Machines as the core knows them: with the labels that their claims get, and what pods may use. Pure.
public final class ClaimedMachines {
    private ClaimedMachines() {}

    /// A machine as EC2 describes it.
    ///
    /// @param type its type as its node class makes it, null when it cannot be told (any more)
    /// @param nodeClass its node class, null when it is gone
    public static Instance of(Machine machine, @Nullable InstanceType type, @Nullable NodeClass nodeClass) {
        SequencedMap<String, String> labels =
                labels(type, nodeClass, machine.type(), machine.zone(), machine.capacityType());
        labels.put(AwsLabels.TENANCY, machine.tenancy());
        putPartition(labels, machine.partition());
        if (!machine.pool().isEmpty()) {
            labels.put(LabelKeys.NODE_POOL, machine.pool());
        }
        if (!machine.reservation().isEmpty()) {
            labels.put(AwsLabels.RESERVATION_ID, machine.reservation());
            labels.put(AwsLabels.RESERVATION_TYPE, machine.reservationType());
            labels.put(AwsLabels.RESERVATION_INTERRUPTIBLE, String.valueOf(machine.interruptibleReservation()));
        }
        return instance(
                machine.providerId(),
                machine.imageId(),
                machine.claim(),
                machine.launched(),
                machine.ending(),
                labels,
                new TreeMap<>(),
                type,
                machine.efa());
    }

    /// A machine that was just launched.
    ///
    /// @param tenancy its tenancy
    /// @param partition its partition of the placement group as it was ordered, 0 when EC2 was to choose
    /// @param hash the class's drift hash
    /// @param efa whether EFA interfaces were attached
    static Instance of(
            FleetAnswer.Launched launched,
            String claim,
            Instant now,
            InstanceType type,
            NodeClass nodeClass,
            String tenancy,
            int partition,
            String hash,
            String hashVersion,
            boolean efa) {
        SequencedMap<String, String> labels =
                labels(type, nodeClass, launched.type(), launched.zone(), launched.capacityType());
        labels.put(AwsLabels.TENANCY, tenancy);
        putPartition(labels, partition);
        for (ResolvedCapacityReservation reservation : nodeClass.reservations()) {
            if (reservation.id().equals(launched.reservation())) {
                String kind = reservation.reservationType();
                labels.put(AwsLabels.RESERVATION_ID, reservation.id());
                labels.put(AwsLabels.RESERVATION_TYPE, kind == null ? "default" : kind);
                labels.put(
                        AwsLabels.RESERVATION_INTERRUPTIBLE,
                        String.valueOf(Boolean.TRUE.equals(reservation.interruptible())));
            }
        }
        var annotations = new TreeMap<String, String>();
        annotations.put(AwsNames.ANNOTATION_HASH, hash);
        annotations.put(AwsNames.ANNOTATION_HASH_VERSION, hashVersion);
        String profile = nodeClass.status().instanceProfile();
        if (profile != null) {
            annotations.put(AwsNames.ANNOTATION_INSTANCE_PROFILE, profile);
        }
        return instance(
                new ProviderId(launched.zone(), launched.id()),
                launched.image(),
                claim,
                now,
                false,
                labels,
                annotations,
                type,
                efa);
    }

    private static void putPartition(SequencedMap<String, String> labels, int partition) {
        if (partition > 0) {
            labels.put(AwsLabels.PLACEMENT_GROUP_PARTITION, Integer.toString(partition));
        }
    }

    private static Instance instance(
            ProviderId id,
            String image,
            String claim,
            @Nullable Instant launched,
            boolean deleting,
            SequencedMap<String, String> labels,
            SequencedMap<String, String> annotations,
            @Nullable InstanceType type,
            boolean efa) {
        return new Instance(
                id.toString(),
                image,
                claim,
                launched,
                deleting,
                labels,
                annotations,
                type == null ? Resources.none() : present(type.capacity(), efa),
                type == null ? Resources.none() : present(type.allocatable(), efa));
    }

    private static SequencedMap<String, String> labels(
            @Nullable InstanceType type,
            @Nullable NodeClass nodeClass,
            String typeName,
            String zone,
            String capacityType) {
        var labels = new TreeMap<String, String>();
        if (type != null) {
            for (Requirement requirement : type.requirements().byKey().values()) {
                if (requirement.values() instanceof ValueSet.Only only
                        && only.values().size() == 1) {
                    labels.put(requirement.key(), only.values().first());
                }
            }
        }
        AwsLabels.RESERVATION_LABELS.forEach(labels::remove);
        labels.remove(AwsLabels.ZONE_ID);
        labels.put(LabelKeys.INSTANCE_TYPE, typeName);
        labels.put(LabelKeys.ZONE, zone);
        labels.put(LabelKeys.CAPACITY_TYPE, capacityType);
        String zoneId = nodeClass == null ? "" : nodeClass.zones().getOrDefault(zone, "");
        if (!zoneId.isEmpty()) {
            labels.put(AwsLabels.ZONE_ID, zoneId);
        }
        return labels;
    }

    /// What is not zero; EFA interfaces only where there are some.
    private static Resources present(Resources resources, boolean efa) {
        var amounts = new TreeMap<>(resources.amounts());
        amounts.values().removeIf(amount -> amount == 0);
        if (!efa) {
            amounts.remove(AwsResources.EFA);
        }
        return new Resources(amounts);
    }
}
