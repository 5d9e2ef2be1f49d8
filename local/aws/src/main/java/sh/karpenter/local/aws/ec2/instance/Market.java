package sh.karpenter.local.aws.ec2.instance;

import org.jspecify.annotations.Nullable;

/// How an instance was bought.
public enum Market {
    ON_DEMAND(null),
    SPOT("spot"),
    CAPACITY_BLOCK("capacity-block"),
    INTERRUPTIBLE_RESERVATION("interruptible-capacity-reservation");

    private final @Nullable String lifecycle;

    Market(@Nullable String lifecycle) {
        this.lifecycle = lifecycle;
    }

    /// The member `instanceLifecycle` of answers; null for on-demand, which has none.
    public @Nullable String lifecycle() {
        return lifecycle;
    }

    /// The market of a launch template's `MarketType`; absent means on-demand.
    public static Market of(@Nullable String marketType) {
        for (var market : values()) {
            if (marketType != null && marketType.equals(market.lifecycle)) {
                return market;
            }
        }
        return ON_DEMAND;
    }
}
