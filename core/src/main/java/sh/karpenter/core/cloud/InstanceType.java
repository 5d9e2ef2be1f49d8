package sh.karpenter.core.cloud;

import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;

/// A machine shape that a provider offers.
///
/// @param name also the value of the label `node.kubernetes.io/instance-type`
/// @param requirements every well-known label with its values (DoesNotExist where it does not apply); zone and
/// capacity type are the unions over the offerings
/// @param offerings the ways to buy it; no two have the same requirements
/// @param capacity what the machine has
/// @param overhead what the system takes of it: kube-reserved, system-reserved and eviction threshold together
/// @param volumeLimits per CSI driver: volumes that a node of the type can attach; a driver that is absent is not
/// limited
public record InstanceType(
        String name,
        Requirements requirements,
        List<Offering> offerings,
        Resources capacity,
        Resources overhead,
        SequencedMap<String, Integer> volumeLimits) {

    public InstanceType {
        offerings = List.copyOf(offerings);
        volumeLimits = Collections.unmodifiableSequencedMap(new TreeMap<>(volumeLimits));
    }

    /// What pods may use: capacity less overhead, and less huge pages for memory (not below zero).
    public Resources allocatable() {
        return allocatable(capacity, overhead);
    }

    /// What pods may use under the given offering, whose overrides are merged over the type's capacity and
    /// overhead.
    public Resources allocatable(Offering offering) {
        return allocatable(
                merged(capacity, offering.capacityOverride()), merged(overhead, offering.overheadOverride()));
    }

    private static Resources merged(Resources base, @Nullable Resources override) {
        if (override == null) {
            return base;
        }
        var result = new TreeMap<>(base.amounts());
        result.putAll(override.amounts());
        return new Resources(result);
    }

    private static Resources allocatable(Resources capacity, Resources overhead) {
        Resources result = capacity.minus(overhead);
        for (var entry : capacity.amounts().entrySet()) {
            if (entry.getKey().startsWith("hugepages-")) {
                result = result.with(
                        ResourceNames.MEMORY, Math.max(0, result.get(ResourceNames.MEMORY) - entry.getValue()));
            }
        }
        return result;
    }
}
