package sh.karpenter.local.kubernetes.object;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Amounts as the API writes them: `500m`, `1.5Gi`, `2e3`.
public final class Quantity {
    private static final Pattern FORM =
            Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+))([eE][+-]?\\d+|[KMGTPE]i|[numkMGTPE]?)");
    private static final Map<String, BigDecimal> SUFFIXES = Map.ofEntries(
            Map.entry("n", new BigDecimal("1e-9")),
            Map.entry("u", new BigDecimal("1e-6")),
            Map.entry("m", new BigDecimal("1e-3")),
            Map.entry("", BigDecimal.ONE),
            Map.entry("k", new BigDecimal("1e3")),
            Map.entry("M", new BigDecimal("1e6")),
            Map.entry("G", new BigDecimal("1e9")),
            Map.entry("T", new BigDecimal("1e12")),
            Map.entry("P", new BigDecimal("1e15")),
            Map.entry("E", new BigDecimal("1e18")),
            Map.entry("Ki", BigDecimal.TWO.pow(10)),
            Map.entry("Mi", BigDecimal.TWO.pow(20)),
            Map.entry("Gi", BigDecimal.TWO.pow(30)),
            Map.entry("Ti", BigDecimal.TWO.pow(40)),
            Map.entry("Pi", BigDecimal.TWO.pow(50)),
            Map.entry("Ei", BigDecimal.TWO.pow(60)));

    private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final List<String> DECIMAL = List.of("", "k", "M", "G", "T", "P", "E");
    private static final List<String> SMALL = List.of("n", "u", "m", "");

    private Quantity() {}

    /// The exact amount.
    ///
    /// @return null when the text is no quantity
    public static @Nullable BigDecimal parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String suffix = matcher.group(2);
        if (suffix.length() > 1 && (suffix.startsWith("e") || suffix.startsWith("E")) && !suffix.equals("Ei")) {
            return new BigDecimal(matcher.group(1) + suffix);
        }
        BigDecimal factor = SUFFIXES.get(suffix);
        return factor == null ? null : new BigDecimal(matcher.group(1)).multiply(factor);
    }

    /// The form in which the API server writes an amount: without fraction and with the largest suffix that
    /// allows it, binary if it was written so, for example `1500m`, `2`, `1536Mi`.
    ///
    /// @return null when the text is no quantity
    public static @Nullable String canonical(String text) {
        BigDecimal amount = parse(text);
        return amount == null ? null : text(amount, text.endsWith("i"));
    }

    /// An amount without fraction and with the largest suffix that allows it.
    ///
    /// @param binary whether to write a whole amount with a binary suffix
    public static String text(BigDecimal amount, boolean binary) {
        if (amount.signum() == 0) {
            return "0";
        }
        boolean whole = amount.stripTrailingZeros().scale() <= 0;
        if (binary && whole) {
            return scaled(amount.toBigInteger(), BigInteger.TWO.pow(10), BINARY);
        }
        int exponent = whole ? 0 : -9;
        BigInteger units = amount.movePointRight(-exponent)
                .setScale(0, RoundingMode.CEILING)
                .toBigIntegerExact();
        return scaled(units, BigInteger.valueOf(1000), whole ? DECIMAL : SMALL);
    }

    private static String scaled(BigInteger units, BigInteger step, List<String> suffixes) {
        BigInteger left = units;
        int at = 0;
        while (at < suffixes.size() - 1 && left.mod(step).signum() == 0) {
            left = left.divide(step);
            at++;
        }
        return left + suffixes.get(at);
    }
}
