package sh.karpenter.providers.aws.instancetype;

/// What the user says about all machines at once.
///
/// @param region the region, a label of every machine
/// @param memoryOverhead share of a machine's memory that the kubelet will not see, for example 0.075
/// @param reservedInterfaces network interfaces per node that are not there for pods
public record ResolverSettings(String region, double memoryOverhead, int reservedInterfaces) {}
