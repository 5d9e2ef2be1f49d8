package sh.karpenter.controllers.gauge;

import java.util.Locale;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;

/// Writes amounts of resources as gauges do: processor time in cores, to the thousandth; everything else in its
/// unit.
final class GaugeAmounts {
    private static final double MILLIS = 1000;

    private GaugeAmounts() {}

    /// The value of an amount.
    ///
    /// @param resource for example `cpu`
    /// @param amount in the unit of [Resources]
    static double value(String resource, long amount) {
        return resource.equals(ResourceNames.CPU)
                ? (double) Math.floorDiv(amount, Resources.MILLICORE) / MILLIS
                : amount;
    }

    /// The value of the label `resource_type`: `ephemeral_storage` for `ephemeral-storage`.
    static String label(String resource) {
        return resource.toLowerCase(Locale.ROOT).replace('-', '_');
    }
}
