package sh.karpenter.local.aws.catalog;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// On-demand prices of Linux, per hour, for one region.
///
/// Regions with a price list of their own use it. All others take us-east-1's prices times a factor seen in
/// published prices (1.20 where we have seen none): good enough to rank types, not a statement of what AWS charges.
public final class OnDemandPrices {
    private static final String BASE = "us-east-1";
    private static final double UNKNOWN_REGION = 1.20;
    private static final Map<String, Double> FACTORS = Map.of(
            "us-east-2", 1.00,
            "us-west-2", 1.00,
            "us-west-1", 1.14,
            "eu-west-1", 1.13,
            "eu-central-1", 1.18,
            "ap-northeast-1", 1.24,
            "ap-southeast-2", 1.28);

    private final SortedMap<String, BigDecimal> prices;
    private final boolean scaled;
    private final String currency;

    private OnDemandPrices(SortedMap<String, BigDecimal> prices, boolean scaled, String currency) {
        this.prices = prices;
        this.scaled = scaled;
        this.currency = currency;
    }

    static OnDemandPrices of(String region) {
        var own = CatalogFiles.prices(region);
        boolean scaled = own.isEmpty();
        var factor = BigDecimal.valueOf(scaled ? FACTORS.getOrDefault(region, UNKNOWN_REGION) : 1.0);
        var prices = new TreeMap<String, BigDecimal>();
        (scaled ? CatalogFiles.prices(BASE) : own)
                .forEach((type, price) ->
                        prices.put(type, new BigDecimal(price).multiply(factor).round(MathContext.DECIMAL32)));
        return new OnDemandPrices(prices, scaled, region.startsWith("cn-") ? "CNY" : "USD");
    }

    /// The price of a type per hour, null when it is not in the list.
    public @Nullable Double hourly(String type) {
        var price = prices.get(type);
        return price == null ? null : price.doubleValue();
    }

    /// All prices by type.
    public SortedMap<String, BigDecimal> all() {
        return prices;
    }

    /// Whether these are another region's prices times a factor.
    public boolean scaled() {
        return scaled;
    }

    /// `USD` or `CNY`.
    public String currency() {
        return currency;
    }
}
