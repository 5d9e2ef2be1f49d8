package sh.karpenter.providers.aws.instancetype;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.resource.Resources;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;

/// An instance type as a node class makes it, before its offerings.
///
/// @param info EC2's description
/// @param requirements its labels
/// @param zones where it is offered and the class has subnets
/// @param capacity what it has
/// @param overhead what the system takes of it
/// @param compatible whether it can be what the class asks for
public record MachineType(
        InstanceTypeInfo info,
        Requirements requirements,
        SortedSet<String> zones,
        Resources capacity,
        Resources overhead,
        boolean compatible) {

    /// Its name, for example `m5.large`.
    public String name() {
        return info.instanceTypeAsString();
    }

    /// The core's view of it.
    public InstanceType with(List<Offering> offerings) {
        return new InstanceType(name(), requirements, offerings, capacity, overhead, new TreeMap<>());
    }
}
