package sh.karpenter.providers.aws.nodeclass;

/// The placement group that a class's machines go into.
///
/// @param id `pg-` and so on
/// @param name its name
/// @param strategy `cluster`, `spread` or `partition`
/// @param partitions how many partitions it has; 0 unless its strategy is `partition`
public record PlacementGroup(String id, String name, String strategy, int partitions) {}
