package sh.karpenter.local.aws.ec2.fleet;

import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.wire.AwsFault;

/// In which order a fleet tries its candidates. AWS does not publish how it weighs capacity; we take "optimised for
/// capacity" to mean that pools which can give everything that is asked come before those which cannot.
enum AllocationStrategy {
    /// Cheapest first.
    LOWEST_PRICE,
    /// In the order of the given priorities.
    PRIORITIZED,
    /// Pools that hold enough, cheapest first; then the others.
    PRICE_CAPACITY_OPTIMIZED,
    /// Pools with most room first.
    CAPACITY_OPTIMIZED,
    /// Pools that hold enough, in the order of the given priorities; then the others.
    CAPACITY_OPTIMIZED_PRIORITIZED,
    /// The same number from every pool.
    DIVERSIFIED;

    private static final Map<String, AllocationStrategy> SPOT = Map.of(
            "lowest-price", LOWEST_PRICE,
            "lowestPrice", LOWEST_PRICE,
            "diversified", DIVERSIFIED,
            "price-capacity-optimized", PRICE_CAPACITY_OPTIMIZED,
            "capacity-optimized", CAPACITY_OPTIMIZED,
            "capacity-optimized-prioritized", CAPACITY_OPTIMIZED_PRIORITIZED);
    private static final Map<String, AllocationStrategy> ON_DEMAND =
            Map.of("lowest-price", LOWEST_PRICE, "lowestPrice", LOWEST_PRICE, "prioritized", PRIORITIZED);

    /// The strategy of a spot request; without a name EC2 takes `lowest-price`.
    ///
    /// @throws AwsFault when the name is unknown
    static AllocationStrategy spot(@Nullable String name) {
        return named(SPOT, name);
    }

    /// The strategy of an on-demand request; without a name EC2 takes `lowest-price`.
    ///
    /// @throws AwsFault when the name is unknown
    static AllocationStrategy onDemand(@Nullable String name) {
        return named(ON_DEMAND, name);
    }

    /// The order in which candidates are tried for so many instances.
    Comparator<Candidate> order(int target) {
        Comparator<Candidate> byPrice = Comparator.comparingDouble(AllocationStrategy::priceOrLast);
        Comparator<Candidate> byPriority = Comparator.comparingDouble(Candidate::priority);
        Comparator<Candidate> enoughFirst = Comparator.comparing(one -> one.room() < target);
        Comparator<Candidate> byPosition = Comparator.comparingInt(Candidate::position);
        var order = switch (this) {
            case LOWEST_PRICE -> byPrice;
            case PRIORITIZED -> byPriority;
            case PRICE_CAPACITY_OPTIMIZED -> enoughFirst.thenComparing(byPrice);
            case CAPACITY_OPTIMIZED ->
                Comparator.comparingInt(Candidate::room)
                        .thenComparingDouble(Candidate::depth)
                        .reversed();
            case CAPACITY_OPTIMIZED_PRIORITIZED -> enoughFirst.thenComparing(byPriority);
            case DIVERSIFIED -> byPosition;
        };
        return order.thenComparing(byPosition);
    }

    private static double priceOrLast(Candidate candidate) {
        var price = candidate.price();
        return price == null ? Double.MAX_VALUE : price;
    }

    private static AllocationStrategy named(Map<String, AllocationStrategy> known, @Nullable String name) {
        if (name == null) {
            return LOWEST_PRICE;
        }
        var strategy = known.get(name);
        if (strategy == null) {
            throw AwsFault.invalid("The allocation strategy '" + name + "' is not one of " + known.keySet());
        }
        return strategy;
    }
}
