package sh.karpenter.local.aws.ec2.capacity;

/// Machines of one kind that EC2 sells from one stock.
///
/// @param capacityType `on-demand`, `spot` or `reserved`
public record CapacityPool(String instanceType, String zone, String capacityType) {}
