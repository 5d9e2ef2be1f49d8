package sh.karpenter.core.disruption.verdict;

/// What a move is worth to one pool of policy `Balanced`: the share of the pool's cost that it saves, over the
/// share of the pool's disturbance that it causes.
///
/// @param pool name of the pool
/// @param score savings fraction over disruption fraction; infinite when nothing is disturbed
/// @param threshold the least score that is approved
/// @param savings what the move saves per hour, as far as it is this pool's
/// @param poolCost what all nodes of the pool cost per hour
/// @param disturbance what disturbing the nodes costs, as far as they are this pool's
/// @param poolDisturbance what disturbing all nodes of the pool would cost
public record BalanceScore(
        String pool,
        double score,
        double threshold,
        double savings,
        double poolCost,
        double disturbance,
        double poolDisturbance) {

    /// Whether the move is worth it.
    public boolean approved() {
        return score >= threshold;
    }

    /// Share of the pool's cost that is saved; 0 when the pool costs nothing.
    public double savingsFraction() {
        return poolCost > 0 ? savings / poolCost : 0;
    }

    /// Share of the pool's disturbance that is caused; 0 when there is nothing to disturb.
    public double disruptionFraction() {
        return poolDisturbance > 0 ? disturbance / poolDisturbance : 0;
    }
}
