package sh.karpenter.core.model.duration;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.function.IntPredicate;

/// Durations in the notation of Go's `time.ParseDuration` and `Duration.String`, which the Kubernetes API uses.
///
/// A Go duration is a signed 64-bit count of nanoseconds, so about 292 years either way. A longer text is no
/// duration, as in Go; [#parseWithinLimit] is for where such a text must not stop everything else.
public final class GoDuration {
    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000L);
    private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private GoDuration() {}

    /// Reads a duration such as `1h30m`, `1.5h`, `-2s`, `300ms` or `0`.
    ///
    /// @throws IllegalArgumentException when the text is not a duration; the message names the text and shows a
    ///     right one
    public static Duration parse(String text) {
        BigDecimal nanos = nanos(text);
        if (nanos.compareTo(LEAST) < 0 || nanos.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("invalid duration \"" + text
                    + "\": longer than 292 years. Maybe write Never where that is allowed");
        }
        return Duration.ofNanos(nanos.longValueExact());
    }

    /// As [#parse], but what is too long is read as the longest duration: the CRD patterns admit any number of
    /// digits, and one such object must not stop a watch.
    ///
    /// @throws IllegalArgumentException when the text is not a duration
    public static Duration parseWithinLimit(String text) {
        return Duration.ofNanos(nanos(text).max(LEAST).min(MOST).longValueExact());
    }

    /// Fractions of a nanosecond are cut off.
    private static BigDecimal nanos(String text) {
        int position = 0;
        boolean negative = false;
        if (!text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+')) {
            negative = text.charAt(0) == '-';
            position = 1;
        }
        if (text.substring(position).equals("0")) {
            return BigDecimal.ZERO;
        }
        if (position == text.length()) {
            throw invalid(text);
        }
        BigDecimal nanos = BigDecimal.ZERO;
        while (position < text.length()) {
            int numberEnd = skip(text, position, c -> (c >= '0' && c <= '9') || c == '.');
            int unitEnd = skip(text, numberEnd, c -> c != '.' && (c < '0' || c > '9'));
            nanos = nanos.add(
                    number(text, position, numberEnd).multiply(nanosOf(text, text.substring(numberEnd, unitEnd))));
            position = unitEnd;
        }
        return (negative ? nanos.negate() : nanos).setScale(0, RoundingMode.DOWN);
    }

    /// Writes a duration as Go does: `720h0m0s`, `1m30s`, `1.5s`, `300ms`, `0s`.
    public static String format(Duration duration) {
        BigDecimal nanos = nanos(duration);
        if (nanos.signum() == 0) {
            return "0s";
        }
        String sign = nanos.signum() < 0 ? "-" : "";
        BigDecimal size = nanos.abs();
        if (size.compareTo(NANOS_PER_SECOND) < 0) {
            return sign + belowASecond(size);
        }
        BigDecimal[] minutesAndRest = size.divideAndRemainder(NANOS_PER_SECOND.multiply(BigDecimal.valueOf(60)));
        String seconds = plain(minutesAndRest[1].divide(NANOS_PER_SECOND)) + "s";
        long minutes = minutesAndRest[0].longValueExact();
        if (minutes == 0) {
            return sign + seconds;
        }
        return sign + (minutes >= 60 ? minutes / 60 + "h" : "") + minutes % 60 + "m" + seconds;
    }

    private static String belowASecond(BigDecimal nanos) {
        if (nanos.compareTo(BigDecimal.valueOf(1_000)) < 0) {
            return plain(nanos) + "ns";
        }
        if (nanos.compareTo(BigDecimal.valueOf(1_000_000)) < 0) {
            return plain(nanos.movePointLeft(3)) + "µs";
        }
        return plain(nanos.movePointLeft(6)) + "ms";
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static BigDecimal nanos(Duration duration) {
        return BigDecimal.valueOf(duration.getSeconds())
                .multiply(NANOS_PER_SECOND)
                .add(BigDecimal.valueOf(duration.getNano()));
    }

    private static BigDecimal number(String text, int from, int to) {
        String digits = text.substring(from, to);
        boolean hasDigit = digits.chars().anyMatch(c -> c != '.');
        if (!hasDigit || digits.indexOf('.') != digits.lastIndexOf('.')) {
            throw invalid(text);
        }
        return new BigDecimal(digits);
    }

    private static BigDecimal nanosOf(String text, String unit) {
        return BigDecimal.valueOf(
                switch (unit) {
                    case "ns" -> 1L;
                    case "us", "µs", "μs" -> 1_000L;
                    case "ms" -> 1_000_000L;
                    case "s" -> 1_000_000_000L;
                    case "m" -> 60_000_000_000L;
                    case "h" -> 3_600_000_000_000L;
                    default -> throw invalid(text);
                });
    }

    private static int skip(String text, int from, IntPredicate member) {
        int position = from;
        while (position < text.length() && member.test(text.charAt(position))) {
            position++;
        }
        return position;
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException(
                "invalid duration \"" + text + "\": write numbers with units, for example 1h30m or 45s");
    }
}
