package sh.karpenter.providers.aws.nodeclass;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.aws.AmiFamilies;
import sh.karpenter.kube.api.aws.BlockDeviceMapping;
import sh.karpenter.kube.api.aws.EC2NodeClass;
import sh.karpenter.kube.api.aws.EC2NodeClassSpec;
import sh.karpenter.kube.api.aws.EC2NodeClassStatus;
import sh.karpenter.kube.api.aws.ResolvedAmi;
import sh.karpenter.kube.api.aws.ResolvedCapacityReservation;
import sh.karpenter.kube.api.aws.ResolvedSecurityGroup;
import sh.karpenter.kube.api.aws.ResolvedSubnet;
import sh.karpenter.kube.api.condition.Condition;

/// An EC2NodeClass as read at one moment; never changes.
///
/// @param name its name
/// @param uid its uid
/// @param generation the number of its spec
/// @param deleting whether it is being deleted
/// @param annotations its annotations, in key order
/// @param spec what the user asks for
/// @param status what that was resolved to
/// @param placementGroup the group that its selector names, null when it has none or it is not known yet
public record NodeClass(
        String name,
        String uid,
        long generation,
        boolean deleting,
        SequencedMap<String, String> annotations,
        EC2NodeClassSpec spec,
        EC2NodeClassStatus status,
        @Nullable PlacementGroup placementGroup) {

    public NodeClass {
        annotations = Collections.unmodifiableSequencedMap(new TreeMap<>(annotations));
    }

    /// Reads the object.
    public static NodeClass of(EC2NodeClass object) {
        var metadata = object.getMetadata();
        Map<String, String> annotations = metadata.getAnnotations();
        Long generation = metadata.getGeneration();
        String uid = metadata.getUid();
        return new NodeClass(
                metadata.getName(),
                uid == null ? "" : uid,
                generation == null ? 0 : generation,
                metadata.getDeletionTimestamp() != null,
                annotations == null ? new TreeMap<>() : new TreeMap<>(annotations),
                object.getSpec(),
                object.statusOrEmpty(),
                null);
    }

    /// The same class with another status.
    public NodeClass with(EC2NodeClassStatus other) {
        return new NodeClass(name, uid, generation, deleting, annotations, spec, other, placementGroup);
    }

    /// The same class with the placement group that its selector names.
    public NodeClass with(@Nullable PlacementGroup group) {
        return new NodeClass(name, uid, generation, deleting, annotations, spec, status, group);
    }

    /// Whether it selects a placement group that is not known (any more): its machines must not go elsewhere.
    public boolean awaitsPlacementGroup() {
        return spec.placementGroupSelector() != null && placementGroup == null;
    }

    /// The id of its placement group, empty for none.
    public String placementGroupId() {
        return placementGroup == null ? "" : placementGroup.id();
    }

    /// How its images want to be spoken to: `amiFamily`, else the family of the alias, else custom.
    public AmiFamily family() {
        AmiFamily family = AmiFamily.parse(AmiFamilies.resolve(spec));
        return family == null ? AmiFamily.CUSTOM : family;
    }

    /// The kubelet fields that the controller understands.
    public KubeletSettings kubelet() {
        return KubeletSettings.of(spec.kubelet());
    }

    /// The disks as the class gives them, empty when it gives none.
    public List<BlockDeviceMapping> blockDevices() {
        return orEmpty(spec.blockDeviceMappings());
    }

    /// How many network interfaces of kind `efa-only` nodes get on a card.
    public int efaOnlyInterfaces(int card) {
        return (int) orEmpty(spec.networkInterfaces()).stream()
                .filter(item -> item.networkCardIndex() == card && efaOnly(item.interfaceType()))
                .count();
    }

    /// Whether a network interface of that type carries no IP traffic.
    public static boolean efaOnly(String interfaceType) {
        return interfaceType.equals("efa-only");
    }

    /// The user's tags.
    public Map<String, String> tags() {
        return spec.tags() == null ? Map.of() : spec.tags();
    }

    /// The subnets found.
    public List<ResolvedSubnet> subnets() {
        return orEmpty(status.subnets());
    }

    /// The security groups found.
    public List<ResolvedSecurityGroup> securityGroups() {
        return orEmpty(status.securityGroups());
    }

    /// The images found, best first.
    public List<ResolvedAmi> amis() {
        return orEmpty(status.amis());
    }

    /// The capacity reservations found.
    public List<ResolvedCapacityReservation> reservations() {
        return orEmpty(status.capacityReservations());
    }

    /// Zone id per zone, of the zones of its subnets; the value is empty where the id is not known.
    public SequencedMap<String, String> zones() {
        var result = new TreeMap<String, String>();
        for (ResolvedSubnet subnet : subnets()) {
            String id = subnet.zoneID() == null ? "" : subnet.zoneID();
            result.merge(subnet.zone(), id, (first, second) -> first.isEmpty() ? second : first);
        }
        return result;
    }

    /// The condition of a type, null when it was never written.
    public @Nullable Condition condition(String type) {
        for (Condition condition : orEmpty(status.conditions())) {
            if (condition.type().equals(type)) {
                return condition;
            }
        }
        return null;
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
