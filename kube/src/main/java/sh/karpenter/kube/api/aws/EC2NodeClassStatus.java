package sh.karpenter.kube.api.aws;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.wire.WireRecord;

/// What the selectors were resolved to.
///
/// @param subnets those found
/// @param securityGroups those found
/// @param capacityReservations those found
/// @param amis those found, newest first
/// @param instanceProfile the profile that nodes get
/// @param conditions `Ready` and its dependents
@WireRecord
public record EC2NodeClassStatus(
        @Nullable List<ResolvedSubnet> subnets,
        @Nullable List<ResolvedSecurityGroup> securityGroups,
        @Nullable List<ResolvedCapacityReservation> capacityReservations,
        @Nullable List<ResolvedAmi> amis,
        @Nullable String instanceProfile,
        @Nullable List<Condition> conditions) {

    /// Nothing known yet.
    public static final EC2NodeClassStatus EMPTY = new EC2NodeClassStatus(null, null, null, null, null, null);
}
