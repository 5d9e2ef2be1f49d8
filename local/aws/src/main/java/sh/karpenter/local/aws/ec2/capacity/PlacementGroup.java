package sh.karpenter.local.aws.ec2.capacity;

/// A placement group.
///
/// @param strategy `cluster`, `spread` or `partition`
/// @param partitions 0 unless the strategy is `partition`
public record PlacementGroup(String id, String name, String strategy, int partitions) {
    /// How many instances of a spread group may be in one zone.
    public static final int SPREAD_LIMIT = 7;
}
