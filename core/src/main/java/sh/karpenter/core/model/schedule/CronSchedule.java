package sh.karpenter.core.model.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A recurring moment in cron notation: minute, hour, day of month, month, day of week, or one of the `@` words;
/// always in UTC.
///
/// Fields take `*`, `?`, lists, ranges, steps, and names of months and days. Where both days are restricted
/// either is enough, as in Unix cron; a field that is a star, also one with a step, restricts nothing.
///
/// Source: Karpenter documentation, "Disruption budgets / Schedule"; Unix `crontab(5)`.
public final class CronSchedule {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    /// A date that exists at least every eighth year (29 February around 2100) is found within this many years,
    /// or never.
    private static final int SEARCH_YEARS = 9;

    private final Field minute;
    private final Field hour;
    private final Field dayOfMonth;
    private final Field month;
    private final Field dayOfWeek;

    private CronSchedule(Field minute, Field hour, Field dayOfMonth, Field month, Field dayOfWeek) {
        this.minute = minute;
        this.hour = hour;
        this.dayOfMonth = dayOfMonth;
        this.month = month;
        this.dayOfWeek = dayOfWeek;
    }

    /// Reads a schedule.
    ///
    /// @throws IllegalArgumentException when it is not one; the message names the part that is wrong
    public static CronSchedule parse(String text) {
        String expression = switch (text.strip()) {
            case "@yearly", "@annually" -> "0 0 1 1 *";
            case "@monthly" -> "0 0 1 * *";
            case "@weekly" -> "0 0 * * 0";
            case "@daily", "@midnight" -> "0 0 * * *";
            case "@hourly" -> "0 * * * *";
            default -> text.strip();
        };
        String[] parts = expression.split("\\s+", -1);
        if (parts.length != 5) {
            throw new IllegalArgumentException("schedule \"" + text
                    + "\" does not have five fields (minute, hour, day of month, month, day of week)"
                    + " and is not one of @yearly, @monthly, @weekly, @daily, @hourly");
        }
        return new CronSchedule(
                Field.parse(text, "minute", parts[0], 0, 59, List.of()),
                Field.parse(text, "hour", parts[1], 0, 23, List.of()),
                Field.parse(text, "day of month", parts[2], 1, 31, List.of()),
                Field.parse(text, "month", parts[3], 1, 12, MONTHS),
                Field.parse(text, "day of week", parts[4], 0, 6, DAYS));
    }

    /// The first moment of the schedule that is later than the given one.
    ///
    /// @return null when there is none, for example for 30 February
    public @Nullable Instant next(Instant after) {
        LocalDateTime start = LocalDateTime.ofInstant(after, ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.MINUTES)
                .plusMinutes(1);
        LocalDate last = start.toLocalDate().plusYears(SEARCH_YEARS);
        for (LocalDate day = start.toLocalDate(); day.isBefore(last); day = day.plusDays(1)) {
            if (!month.has(day.getMonthValue())) {
                day = day.withDayOfMonth(day.lengthOfMonth());
                continue;
            }
            if (!matchesDay(day)) {
                continue;
            }
            LocalDateTime found = firstWithin(day, day.equals(start.toLocalDate()) ? start : day.atStartOfDay());
            if (found != null) {
                return found.toInstant(ZoneOffset.UTC);
            }
        }
        return null;
    }

    private boolean matchesDay(LocalDate day) {
        boolean byMonth = dayOfMonth.has(day.getDayOfMonth());
        boolean byWeek = dayOfWeek.has(day.getDayOfWeek().getValue() % 7);
        return (dayOfMonth.star || dayOfWeek.star) ? (byMonth && byWeek) : (byMonth || byWeek);
    }

    private @Nullable LocalDateTime firstWithin(LocalDate day, LocalDateTime from) {
        for (int h = from.getHour(); h < 24; h++) {
            if (hour.has(h)) {
                for (int m = h == from.getHour() ? from.getMinute() : 0; m < 60; m++) {
                    if (minute.has(m)) {
                        return day.atTime(h, m);
                    }
                }
            }
        }
        return null;
    }

    /// The values that one field admits, as bits.
    ///
    /// @param bits bit n for value n
    /// @param star whether the field was a star, with or without step
    private record Field(long bits, boolean star) {

        boolean has(int value) {
            return (bits & (1L << value)) != 0;
        }

        static Field parse(String text, String name, String field, int least, int greatest, List<String> names) {
            long bits = 0;
            boolean star = false;
            for (String part : field.split(",", -1)) {
                String[] stepped = part.split("/", -1);
                String[] range = stepped[0].split("-", -1);
                if (stepped.length > 2 || range.length > 2) {
                    throw bad(text, name, part, least, greatest);
                }
                int from;
                int to;
                if (stepped[0].equals("*") || stepped[0].equals("?")) {
                    from = least;
                    to = greatest;
                    star = true;
                } else {
                    from = number(range[0], least, names);
                    to = range.length == 2 ? number(range[1], least, names) : stepped.length == 2 ? greatest : from;
                }
                int step = stepped.length == 2 ? number(stepped[1], least, List.of()) : 1;
                if (from < least || to > greatest || from > to || step < 1) {
                    throw bad(text, name, part, least, greatest);
                }
                for (int value = from; value <= to; value += step) {
                    bits |= 1L << value;
                }
            }
            return new Field(bits, star);
        }

        /// The number of a text or name, −1 when it is neither.
        private static int number(String text, int least, List<String> names) {
            int named = names.indexOf(text.toLowerCase(Locale.ROOT));
            if (named >= 0) {
                return named + least;
            }
            boolean digits =
                    !text.isEmpty() && text.length() <= 4 && text.chars().allMatch(c -> c >= '0' && c <= '9');
            return digits ? Integer.parseInt(text) : -1;
        }

        private static IllegalArgumentException bad(String text, String name, String part, int least, int greatest) {
            return new IllegalArgumentException("schedule \"" + text + "\": \"" + part + "\" is not a " + name + " ("
                    + least + "-" + greatest + ")");
        }
    }
}
