package sh.karpenter.providers.aws.pricing;

import java.util.HashMap;
import java.util.Map;
import sh.karpenter.providers.aws.data.CsvTable;

/// The on-demand prices that are shipped, for the time before the price list was read and for places that cannot
/// reach it.
///
/// Source: AWS price list, July 2026 (us-east-1), August 2026 (us-gov), November 2024 (cn-north-1, in CNY). A
/// region without a list of its own is given that of us-east-1: wrong in amount, about right in order.
final class StaticPrices {
    private static final String FALLBACK_REGION = "us-east-1";

    private StaticPrices() {}

    /// Price per type.
    static Map<String, Double> of(String region) {
        var byRegion = new HashMap<String, Map<String, Double>>();
        for (Map<String, String> row :
                CsvTable.read(StaticPrices.class, "on-demand-prices.csv").rows()) {
            byRegion.computeIfAbsent(CsvTable.cell(row, "region"), _ -> new HashMap<>())
                    .put(CsvTable.cell(row, "instance_type"), Double.valueOf(CsvTable.cell(row, "price_per_hour")));
        }
        return byRegion.getOrDefault(region, byRegion.getOrDefault(FALLBACK_REGION, Map.of()));
    }
}
