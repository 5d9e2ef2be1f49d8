package sh.karpenter.local.kubernetes.cel;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Quantity;

/// A quantity in an expression. Equal amounts are equal, however they are written.
///
/// @param amount the exact amount
record QuantityValue(BigDecimal amount) implements Comparable<QuantityValue> {

    static QuantityValue parse(String text) {
        BigDecimal amount = Quantity.parse(text);
        if (amount == null) {
            throw new IllegalArgumentException(
                    "quantities must match the regular expression" + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
        }
        return new QuantityValue(amount);
    }

    static boolean isValid(String text) {
        return Quantity.parse(text) != null;
    }

    boolean isInteger() {
        return amount.stripTrailingZeros().scale() <= 0
                && amount.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    }

    QuantityValue plus(Object other) {
        return new QuantityValue(amount.add(amountOf(other)));
    }

    QuantityValue minus(Object other) {
        return new QuantityValue(amount.subtract(amountOf(other)));
    }

    @Override
    public int compareTo(QuantityValue other) {
        return amount.compareTo(other.amount);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof QuantityValue(BigDecimal value) && value.compareTo(amount) == 0;
    }

    @Override
    public int hashCode() {
        return amount.stripTrailingZeros().hashCode();
    }

    private static BigDecimal amountOf(Object value) {
        return switch (value) {
            case QuantityValue quantity -> quantity.amount;
            case Long number -> BigDecimal.valueOf(number);
            default ->
                throw new IllegalArgumentException(
                        "no such overload for " + value.getClass().getSimpleName());
        };
    }
}
