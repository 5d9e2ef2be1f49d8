package sh.karpenter.providers.aws.pricing;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The prices as last read. It starts with those that are shipped; what is read later is laid over what was known,
/// so that a type which is missing from one answer keeps its last price.
public final class PriceBook {
    private static final Logger LOG = LoggerFactory.getLogger("controller");

    private final @Nullable PriceList list;
    private final SpotHistory history;
    private Prices prices;

    /// @param region the region whose prices are wanted
    /// @param list where on-demand prices come from; null where the price list cannot be reached
    /// @param history where spot prices come from
    public PriceBook(String region, @Nullable PriceList list, SpotHistory history) {
        this.list = list;
        this.history = history;
        this.prices = new Prices(StaticPrices.of(region), null, 0);
    }

    /// The prices now.
    public synchronized Prices prices() {
        return prices;
    }

    /// Reads both sorts of prices again; either may fail without the other.
    ///
    /// @throws RuntimeException the first failure, the second attached; prices that could not be read stay
    public void refresh() {
        RuntimeException failure = null;
        try {
            refreshOnDemand();
        } catch (RuntimeException broken) {
            failure = broken;
        }
        try {
            refreshSpot();
        } catch (RuntimeException broken) {
            if (failure == null) {
                failure = broken;
            } else {
                failure.addSuppressed(broken);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void refreshOnDemand() {
        if (list == null) {
            return;
        }
        Map<String, Double> fresh = list.read();
        synchronized (this) {
            var merged = new HashMap<>(prices.onDemand());
            merged.putAll(fresh);
            store(new Prices(merged, prices.spot(), prices.generation()));
        }
        LOG.atDebug().addKeyValue("count", fresh.size()).log("updated on-demand prices");
    }

    private void refreshSpot() {
        Map<String, Map<String, Double>> fresh = history.read();
        synchronized (this) {
            var merged = new HashMap<String, Map<String, Double>>();
            Map<String, Map<String, Double>> known = prices.spot();
            if (known != null) {
                known.forEach((type, zones) -> merged.put(type, new HashMap<>(zones)));
            }
            fresh.forEach((type, zones) ->
                    merged.computeIfAbsent(type, _ -> new HashMap<>()).putAll(zones));
            store(new Prices(prices.onDemand(), merged, prices.generation()));
        }
        LOG.atDebug().addKeyValue("count", fresh.size()).log("updated spot prices");
    }

    private synchronized void store(Prices fresh) {
        if (!fresh.equals(prices)) {
            prices = new Prices(fresh.onDemand(), fresh.spot(), prices.generation() + 1);
        }
    }
}
