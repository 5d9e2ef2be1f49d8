package sh.karpenter.local.aws.boot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/// The few operations on Kubernetes quantities that a kubelet's arithmetic needs.
final class Quantity {
    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            Map.entry("", BigDecimal.ONE),
            Map.entry("m", new BigDecimal("0.001")),
            Map.entry("k", BigDecimal.TEN.pow(3)),
            Map.entry("M", BigDecimal.TEN.pow(6)),
            Map.entry("G", BigDecimal.TEN.pow(9)),
            Map.entry("T", BigDecimal.TEN.pow(12)),
            Map.entry("Ki", BigDecimal.TWO.pow(10)),
            Map.entry("Mi", BigDecimal.TWO.pow(20)),
            Map.entry("Gi", BigDecimal.TWO.pow(30)),
            Map.entry("Ti", BigDecimal.TWO.pow(40)));

    private Quantity() {}

    /// The amount in thousandths of the unit, rounded up.
    ///
    /// @throws BadUserData when the text is not a quantity
    static long milli(String text) {
        return amount(text).movePointRight(3).setScale(0, RoundingMode.CEILING).longValueExact();
    }

    /// The amount in whole units, rounded up.
    ///
    /// @throws BadUserData when the text is not a quantity
    static long whole(String text) {
        return amount(text).setScale(0, RoundingMode.CEILING).longValueExact();
    }

    private static BigDecimal amount(String text) {
        int end = text.length();
        while (end > 0 && Character.isLetter(text.charAt(end - 1))) {
            end--;
        }
        var unit = UNITS.get(text.substring(end));
        if (unit == null || end == 0) {
            throw new BadUserData("'" + text + "' is not a quantity");
        }
        try {
            return new BigDecimal(text.substring(0, end)).multiply(unit);
        } catch (NumberFormatException e) {
            throw new BadUserData("'" + text + "' is not a quantity");
        }
    }
}
