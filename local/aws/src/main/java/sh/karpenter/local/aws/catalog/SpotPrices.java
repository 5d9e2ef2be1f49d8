package sh.karpenter.local.aws.catalog;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Spot prices by a fixed formula, since real ones change by the hour and are nobody's to publish as facts.
///
/// ```
/// share(type, zone) = 0.30 + 0.30 × u(type) + 0.10 × (u(type/zone) − 0.5)
/// price             = on-demand price × share, rounded to four decimals, at least 0.0001
/// ```
///
/// `u` maps a text to
/// [0, 1): FNV-1a (32 bits) of its UTF-16 units, mixed by murmur3's finisher, divided by 2³². So every type has a
/// discount of its own, 35 to 75 percent, and its zones differ by a few percent, as in published catalogues.
public final class SpotPrices {
    private SpotPrices() {}

    /// The spot price per hour of a type in a zone.
    public static double hourly(double onDemand, String type, String zone) {
        double share = 0.30 + 0.30 * unit(type) + 0.10 * (unit(type + "/" + zone) - 0.5);
        double price = BigDecimal.valueOf(onDemand * share)
                .setScale(4, RoundingMode.HALF_UP)
                .doubleValue();
        return Math.max(price, 0.0001);
    }

    /// A fixed number in [0, 1) for a text.
    static double unit(String text) {
        int hash = 0x811c9dc5;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x01000193;
        }
        hash ^= hash >>> 16;
        hash *= 0x85ebca6b;
        hash ^= hash >>> 13;
        hash *= 0xc2b2ae35;
        hash ^= hash >>> 16;
        return Integer.toUnsignedLong(hash) / 4294967296.0;
    }
}
