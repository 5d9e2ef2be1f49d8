package sh.karpenter.providers.aws.drift;

import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.DriftOutcome;
import sh.karpenter.core.cloud.LaunchOutcome.FailureKind;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.kube.api.aws.AwsNames;
import sh.karpenter.kube.api.aws.ResolvedAmi;
import sh.karpenter.kube.api.aws.ResolvedSecurityGroup;
import sh.karpenter.providers.aws.ami.BootableTypes;
import sh.karpenter.providers.aws.instance.Machine;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.nodeclass.NodeClass;

/// Compares a machine with its node class. Pure. The first difference counts, in this order: what the class says as
/// a whole, the image, the security groups, the subnet, the capacity reservation.
public final class DriftCheck {
    private static final DriftOutcome IN_SYNC = new DriftOutcome.InSync();

    private DriftCheck() {}

    /// What can be told without looking at the machine: by the hashes, and by the image.
    ///
    /// @param classAnnotations annotations of the class
    /// @param type labels of the claim's instance type under the class, null when there is no such type (any more)
    public static DriftOutcome ofClaim(
            NodeClaim claim, NodeClass nodeClass, Map<String, String> classAnnotations, @Nullable Requirements type) {
        if (hashesDiffer(claim.annotations(), classAnnotations)) {
            return new DriftOutcome.Drifted("NodeClassDrift");
        }
        String image = claim.status().imageId();
        if (type == null || image.isEmpty() || nodeClass.amis().isEmpty()) {
            return new DriftOutcome.Failed(
                    FailureKind.OTHER,
                    type == null
                            ? "EC2 does not describe the claim's instance type"
                            : image.isEmpty()
                                    ? "the claim's image is not known"
                                    : "EC2NodeClass " + nodeClass.name() + " has no images");
        }
        ResolvedAmi wanted = BootableTypes.ami(nodeClass.amis(), type);
        return wanted != null && wanted.id().equals(image) ? IN_SYNC : new DriftOutcome.Drifted("AMIDrift");
    }

    /// What only the machine tells: its groups, subnet and reservation; and the placement group that its claim
    /// names.
    public static DriftOutcome ofMachine(NodeClaim claim, Machine machine, NodeClass nodeClass) {
        if (nodeClass.securityGroups().isEmpty() || nodeClass.subnets().isEmpty()) {
            return new DriftOutcome.Failed(
                    FailureKind.OTHER,
                    "EC2NodeClass " + nodeClass.name() + " has no "
                            + (nodeClass.subnets().isEmpty() ? "subnets" : "security groups"));
        }
        var wanted = new TreeSet<String>();
        nodeClass.securityGroups().stream().map(ResolvedSecurityGroup::id).forEach(wanted::add);
        if (!wanted.equals(new TreeSet<>(machine.securityGroups()))) {
            return new DriftOutcome.Drifted("SecurityGroupDrift");
        }
        if (nodeClass.subnets().stream().noneMatch(subnet -> subnet.id().equals(machine.subnetId()))) {
            return new DriftOutcome.Drifted("SubnetDrift");
        }
        if (inForeignReservation(machine, nodeClass)) {
            return new DriftOutcome.Drifted("CapacityReservationDrift");
        }
        if (!nodeClass.awaitsPlacementGroup()
                && !claim.labels()
                        .getOrDefault(AwsLabels.PLACEMENT_GROUP_ID, "")
                        .equals(nodeClass.placementGroupId())) {
            return new DriftOutcome.Drifted("PlacementGroupDrift");
        }
        return IN_SYNC;
    }

    /// Whether the machine is in a reservation that the class does not select.
    public static boolean inForeignReservation(Machine machine, NodeClass nodeClass) {
        return !machine.reservation().isEmpty()
                && nodeClass.reservations().stream()
                        .noneMatch(reservation -> reservation.id().equals(machine.reservation()));
    }

    /// Hashes are compared only where both sides have one, made by the same rules.
    private static boolean hashesDiffer(Map<String, String> claim, Map<String, String> nodeClass) {
        String claimHash = claim.get(AwsNames.ANNOTATION_HASH);
        String classHash = nodeClass.get(AwsNames.ANNOTATION_HASH);
        String claimVersion = claim.get(AwsNames.ANNOTATION_HASH_VERSION);
        String classVersion = nodeClass.get(AwsNames.ANNOTATION_HASH_VERSION);
        return claimHash != null
                && classHash != null
                && claimVersion != null
                && claimVersion.equals(classVersion)
                && !claimHash.equals(classHash);
    }
}
