package sh.karpenter.providers.aws.pricing;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All prices known at one moment, per hour, in the region's currency.
///
/// @param onDemand by instance type
/// @param spot by instance type and zone; null until EC2 was asked once
/// @param generation equal numbers mean equal prices
public record Prices(Map<String, Double> onDemand, @Nullable Map<String, Map<String, Double>> spot, long generation) {

    public Prices {
        onDemand = Map.copyOf(onDemand);
        if (spot != null) {
            var copy = new HashMap<String, Map<String, Double>>();
            spot.forEach((type, zones) -> copy.put(type, Map.copyOf(zones)));
            spot = Map.copyOf(copy);
        }
    }

    /// The on-demand price, null when the type has none.
    public @Nullable Double onDemand(String type) {
        return onDemand.get(type);
    }

    /// The spot price in a zone, null when there is none. Before EC2 was asked once it is the on-demand price: then
    /// spot looks no cheaper, and no machine is replaced because of a guess.
    public @Nullable Double spot(String type, String zone) {
        return spot == null
                ? onDemand.get(type)
                : spot.getOrDefault(type, Map.of()).get(zone);
    }
}
