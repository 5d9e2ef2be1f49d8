package sh.karpenter.local.kubernetes.cluster.object;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Reads resource quantities into whole numbers: CPU in thousandths, everything else in units, both rounded up
/// as Kubernetes does, saturating at the largest long.
public final class Quantities {
    private static final Map<String, BigDecimal> SUFFIXES = Map.ofEntries(
            Map.entry("n", new BigDecimal("1e-9")),
            Map.entry("u", new BigDecimal("1e-6")),
            Map.entry("m", new BigDecimal("1e-3")),
            Map.entry("k", new BigDecimal("1e3")),
            Map.entry("M", new BigDecimal("1e6")),
            Map.entry("G", new BigDecimal("1e9")),
            Map.entry("T", new BigDecimal("1e12")),
            Map.entry("P", new BigDecimal("1e15")),
            Map.entry("E", new BigDecimal("1e18")),
            Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
            Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
            Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
            Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
            Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
            Map.entry("Ei", BigDecimal.valueOf(1L << 60)));
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    private Quantities() {}

    /// The amount of a named resource: `cpu` in thousandths, others in units.
    public static long amount(String resource, String quantity) {
        return resource.equals("cpu") ? milli(quantity) : units(quantity);
    }

    /// Thousandths, rounded up.
    public static long milli(String quantity) {
        return whole(decimal(quantity).movePointRight(3));
    }

    /// Units, rounded up.
    public static long units(String quantity) {
        return whole(decimal(quantity));
    }

    /// The amounts of an object of quantities such as `requests`, by resource name.
    public static Map<String, Long> amounts(JsonNode quantities) {
        Map<String, Long> amounts = new TreeMap<>();
        Tree.strings(quantities).forEach((name, quantity) -> amounts.put(name, amount(name, quantity)));
        return amounts;
    }

    private static long whole(BigDecimal value) {
        BigDecimal rounded = value.setScale(0, RoundingMode.CEILING);
        return rounded.compareTo(LARGEST) >= 0 ? Long.MAX_VALUE : rounded.longValue();
    }

    /// The exact value; 0 for text that is no quantity, which the API server does not let through.
    private static BigDecimal decimal(String quantity) {
        int end = quantity.length();
        while (end > 0 && Character.isLetter(quantity.charAt(end - 1))) {
            end--;
        }
        String suffix = quantity.substring(end);
        try {
            BigDecimal unit = SUFFIXES.get(suffix);
            if (unit == null) {
                return quantity.isEmpty() ? BigDecimal.ZERO : new BigDecimal(quantity);
            }
            return new BigDecimal(quantity.substring(0, end)).multiply(unit);
        } catch (NumberFormatException notAQuantity) {
            return BigDecimal.ZERO;
        }
    }
}
