package sh.karpenter.local.aws.ec2.capacity;

/// At most so many instances at a time from the pools that match.
///
/// @param instanceType an instance type or `*`
/// @param zone a zone or `*`
/// @param capacityType `on-demand`, `spot`, `reserved` or `*`
/// @param instances how many may exist at once over all matching pools; 0 sells nothing more
/// @param errorCode what a launch over the limit is refused with, for example `InsufficientInstanceCapacity`
public record CapacityLimit(String instanceType, String zone, String capacityType, int instances, String errorCode) {
    /// What EC2 answers when a pool is empty.
    public static final String INSUFFICIENT = "InsufficientInstanceCapacity";

    /// The limit of one pool.
    public static CapacityLimit of(String instanceType, String zone, String capacityType, int instances) {
        return new CapacityLimit(instanceType, zone, capacityType, instances, INSUFFICIENT);
    }

    boolean covers(CapacityPool pool) {
        return covers(instanceType, pool.instanceType())
                && covers(zone, pool.zone())
                && covers(capacityType, pool.capacityType());
    }

    boolean samePools(CapacityLimit other) {
        return instanceType.equals(other.instanceType)
                && zone.equals(other.zone)
                && capacityType.equals(other.capacityType);
    }

    private static boolean covers(String pattern, String value) {
        return pattern.equals("*") || pattern.equals(value);
    }
}
