package sh.karpenter.core.model.resource;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// Reads and writes Kubernetes quantities (`100m`, `1.5Gi`, `2e3`) as amounts in the units of [Resources].
///
/// Source: Kubernetes API, "Quantity". Fractions smaller than the unit are rounded up, as Kubernetes does;
/// amounts beyond the range of a long saturate.
public final class Quantity {
    private static final BigDecimal NANO = BigDecimal.valueOf(1_000_000_000L);
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    private static final String DECIMAL = "kMGTPE";
    private static final String BINARY = "KMGTPE";

    private Quantity() {}

    /// The amount of the named resource.
    ///
    /// @param name decides the unit: nanocores for `cpu`, whole units for everything else
    /// @throws IllegalArgumentException when the text is not a quantity; the message names resource and text
    public static long parse(String name, String text) {
        BigDecimal value = parse(text);
        if (value == null) {
            throw new IllegalArgumentException("resource " + name + ": \"" + text
                    + "\" is not a quantity (a number with an optional suffix such as m, k, M, G, Ki, Mi, Gi)");
        }
        BigDecimal amount = name.equals(ResourceNames.CPU) ? value.multiply(NANO) : value;
        BigDecimal rounded = amount.setScale(0, amount.signum() < 0 ? RoundingMode.FLOOR : RoundingMode.CEILING);
        if (rounded.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            return Long.MAX_VALUE;
        }
        if (rounded.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) < 0) {
            return Long.MIN_VALUE;
        }
        return rounded.longValueExact();
    }

    /// The number that the text stands for, null when it is not a quantity.
    static @Nullable BigDecimal parse(String text) {
        int end = text.length();
        while (end > 0 && !Character.isDigit(text.charAt(end - 1)) && text.charAt(end - 1) != '.') {
            end--;
        }
        String number = text.substring(0, end);
        String suffix = text.substring(end);
        if (number.isEmpty() || number.endsWith("e") || number.endsWith("E")) {
            return null;
        }
        BigDecimal factor = factor(suffix);
        if (factor == null) {
            return null;
        }
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            boolean allowed = Character.isDigit(c)
                    || c == '.'
                    || ((c == '+' || c == '-') && (i == 0 || exponent(number.charAt(i - 1))))
                    || (exponent(c) && suffix.isEmpty() && i > 0);
            if (!allowed) {
                return null;
            }
        }
        try {
            BigDecimal value = new BigDecimal(number);
            return Math.abs((long) value.precision() - value.scale()) > 1000 ? null : value.multiply(factor);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static boolean exponent(char c) {
        return c == 'e' || c == 'E';
    }

    private static @Nullable BigDecimal factor(String suffix) {
        if (suffix.isEmpty()) {
            return BigDecimal.ONE;
        }
        if (suffix.length() == 2 && suffix.charAt(1) == 'i') {
            int power = BINARY.indexOf(suffix.charAt(0));
            return power < 0 ? null : KIBI.pow(power + 1);
        }
        if (suffix.length() != 1) {
            return null;
        }
        return switch (suffix.charAt(0)) {
            case 'n' -> BigDecimal.ONE.movePointLeft(9);
            case 'u' -> BigDecimal.ONE.movePointLeft(6);
            case 'm' -> BigDecimal.ONE.movePointLeft(3);
            default -> {
                int power = DECIMAL.indexOf(suffix.charAt(0));
                yield power < 0 ? null : BigDecimal.TEN.pow(3 * (power + 1));
            }
        };
    }

    /// The shortest usual text of an amount: `1930m`, `6903Mi`, `20Gi`, `29`.
    ///
    /// @param name decides the unit as in [#parse(String, String)]; memory, storage and huge pages use binary
    ///     suffixes
    public static String format(String name, long amount) {
        if (name.equals(ResourceNames.CPU)) {
            if (amount % Resources.CORE == 0) {
                return Long.toString(amount / Resources.CORE);
            }
            if (amount % Resources.MILLICORE == 0) {
                return amount / Resources.MILLICORE + "m";
            }
            return amount % 1000 == 0 ? amount / 1000 + "u" : amount + "n";
        }
        if (!binary(name) || amount == 0) {
            return Long.toString(amount);
        }
        int power = 0;
        long rest = amount;
        while (rest % 1024 == 0 && power < BINARY.length()) {
            rest /= 1024;
            power++;
        }
        return power == 0 ? Long.toString(amount) : rest + BINARY.substring(power - 1, power) + "i";
    }

    private static boolean binary(String name) {
        return name.equals(ResourceNames.MEMORY)
                || name.equals(ResourceNames.EPHEMERAL_STORAGE)
                || name.equals("storage")
                || name.startsWith("hugepages-");
    }
}
