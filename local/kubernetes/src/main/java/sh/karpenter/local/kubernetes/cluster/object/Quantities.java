package sh.karpenter.local.kubernetes.cluster.object;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import sh.karpenter.local.kubernetes.object.Quantity;
import tools.jackson.databind.JsonNode;

/// Reads resource quantities into whole numbers: CPU in thousandths, everything else in units, both rounded up
/// as Kubernetes does, saturating at the largest long.
public final class Quantities {
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
        BigDecimal amount = Quantity.parse(quantity);
        return amount == null ? BigDecimal.ZERO : amount;
    }
}
