package sh.karpenter.core.model.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CronScheduleTest {

    @ParameterizedTest
    @CsvSource({
        "0 9 * * mon-fri,    2026-11-20T09:00:00Z, 2026-11-23T09:00:00Z",
        "*/15 * * * *,       2026-11-23T10:01:30Z, 2026-11-23T10:15:00Z",
        "'0,30 8-10/2 * * *',2026-11-23T08:30:00Z, 2026-11-23T10:00:00Z",
        "0 0 1 * *,          2026-11-23T00:00:00Z, 2026-12-01T00:00:00Z",
        "0 0 29 feb *,       2026-11-23T00:00:00Z, 2028-02-29T00:00:00Z",
        "5 4 ? * SUN,        2026-11-23T00:00:00Z, 2026-11-29T04:05:00Z",
        "10/20 * * * *,      2026-11-23T00:11:00Z, 2026-11-23T00:30:00Z",
        "@daily,             2026-11-23T00:00:00Z, 2026-11-24T00:00:00Z",
        "@hourly,            2026-11-23T00:59:59Z, 2026-11-23T01:00:00Z",
        "@weekly,            2026-11-23T00:00:00Z, 2026-11-29T00:00:00Z",
        "@annually,          2026-11-23T00:00:00Z, 2027-01-01T00:00:00Z",
    })
    void findsTheNextMomentInUtc(String schedule, Instant after, Instant next) {
        assertThat(CronSchedule.parse(schedule).next(after)).isEqualTo(next);
    }

    @Test
    void aMomentThatIsHitExactlyIsNotItsOwnNext() {
        var noon = Instant.parse("2026-11-23T12:00:00Z");
        assertThat(CronSchedule.parse("0 12 * * *").next(noon)).isEqualTo("2026-11-24T12:00:00Z");
        assertThat(CronSchedule.parse("0 12 * * *").next(noon.minusNanos(1))).isEqualTo(noon);
    }

    @Test
    void eitherDayIsEnoughWhereBothAreRestricted() {
        // The 1st of December 2026 is a Tuesday, the 30th of November a Monday.
        var schedule = CronSchedule.parse("0 0 1 * mon");
        assertThat(schedule.next(Instant.parse("2026-11-29T00:00:00Z"))).isEqualTo("2026-11-30T00:00:00Z");
        assertThat(schedule.next(Instant.parse("2026-11-30T00:00:00Z"))).isEqualTo("2026-12-01T00:00:00Z");
    }

    @Test
    void aDateThatNeverComesHasNoNext() {
        assertThat(CronSchedule.parse("0 0 30 2 *").next(Instant.EPOCH)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * * 13 *",
                "* * * * 7",
                "a * * * *",
                "5-1 * * * *",
                "*/0 * * * *",
                "1-2-3 * * * *",
                "@sometimes",
                ", * * * *"
            })
    void refusesWhatIsNotASchedule(String text) {
        assertThatThrownBy(() -> CronSchedule.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("schedule \"" + text + "\"");
    }
}
