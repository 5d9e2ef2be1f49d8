package sh.karpenter.local.aws.catalog;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What can be bought in one region: instance types, where they are offered, for how much.
///
/// Each file is read when it is first asked for, because most runs need few of them and all want a fast start.
public final class Catalog {
    private final String region;
    private final List<Zone> zones;
    private final Once<SortedMap<String, InstanceType>> types;
    private final Once<SortedMap<String, SortedSet<String>>> offerings;
    private final Once<OnDemandPrices> prices;

    /// @param zoneCount how many availability zones to serve, taken in the order of their names
    /// @throws IllegalArgumentException when the region is unknown
    public Catalog(String region, int zoneCount) {
        this.region = region;
        var all = CatalogFiles.zones(region);
        if (all.isEmpty()) {
            throw new IllegalArgumentException(
                    "Region '" + region + "' is unknown. Maybe a typing mistake? Try us-west-2 or us-east-1");
        }
        this.zones = List.copyOf(all.subList(0, Math.min(zoneCount, all.size())));
        this.types = new Once<>(CatalogFiles::instanceTypes);
        this.offerings = new Once<>(() -> servedOfferings(region, zones));
        this.prices = new Once<>(() -> OnDemandPrices.of(region));
    }

    /// The region's name.
    public String region() {
        return region;
    }

    /// The zones that are served, by name.
    public List<Zone> zones() {
        return zones;
    }

    /// The zone of this name, null when it is not served.
    public @Nullable Zone zone(@Nullable String name) {
        return zones.stream()
                .filter(zone -> zone.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /// All types that at least one served zone offers, by name.
    public SortedMap<String, InstanceType> types() {
        var offered = new TreeMap<String, InstanceType>();
        var all = types.get();
        for (var zoneTypes : offerings.get().values()) {
            for (var name : zoneTypes) {
                var type = all.get(name);
                if (type != null) {
                    offered.put(name, type);
                }
            }
        }
        return offered;
    }

    /// The type of this name, null when there is none.
    public @Nullable InstanceType type(String name) {
        return types.get().get(name);
    }

    /// Zone name to the names of the types offered there.
    public Map<String, SortedSet<String>> offerings() {
        return offerings.get();
    }

    /// Whether a zone offers a type.
    public boolean offers(String zone, String type) {
        var names = offerings.get().get(zone);
        return names != null && names.contains(type);
    }

    /// What types cost on demand.
    public OnDemandPrices onDemandPrices() {
        return prices.get();
    }

    /// What a type costs per hour as spot, null when it has no price or is not sold as spot.
    public @Nullable Double spotPrice(String type, String zone) {
        var found = type(type);
        var onDemand = prices.get().hourly(type);
        return found == null || onDemand == null || !found.usageClasses().contains("spot")
                ? null
                : SpotPrices.hourly(onDemand, type, zone);
    }

    private static SortedMap<String, SortedSet<String>> servedOfferings(String region, List<Zone> zones) {
        var all = CatalogFiles.offerings(region);
        var served = new TreeMap<String, SortedSet<String>>();
        for (var zone : zones) {
            served.put(zone.name(), all.getOrDefault(zone.name(), new TreeSet<>()));
        }
        return served;
    }

    /// A value that is computed when it is first asked for.
    private static final class Once<T> {
        private final Supplier<T> source;
        private @Nullable T value;

        Once(Supplier<T> source) {
            this.source = source;
        }

        synchronized T get() {
            var known = value;
            if (known == null) {
                known = source.get();
                value = known;
            }
            return known;
        }
    }
}
