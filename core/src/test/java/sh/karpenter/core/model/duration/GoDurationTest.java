package sh.karpenter.core.model.duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "720h, 720h0m0s",
        "90s, 1m30s",
        "1h, 1h0m0s",
        "5m, 5m0s",
        "1h30m, 1h30m0s",
        "1.5h, 1h30m0s",
        ".5m, 30s",
        "0, 0s",
        "-0, 0s",
        "0s, 0s",
        "-1m, -1m0s",
        "+2s, 2s",
        "1500ms, 1.5s",
        "300ms, 300ms",
        "1500us, 1.5ms",
        "12µs, 12µs",
        "7ns, 7ns",
        "30m1h, 1h30m0s",
        "1m0.25s, 1m0.25s",
    })
    void rendersWhatItReadAsGoDoes(String text, String rendered) {
        assertThat(GoDuration.format(GoDuration.parse(text))).isEqualTo(rendered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "1", "1x", "h", ".h", "1.2.3h", "1 h", "Never", "١h", "1h2"})
    void refusesWhatGoRefusesAndShowsARightOne(String text) {
        assertThatThrownBy(() -> GoDuration.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"")
                .hasMessageContaining("1h30m");
    }

    @Test
    void refusesATextBeyondGosRange() {
        assertThatThrownBy(() -> GoDuration.parse("2562047h47m16.854775808s"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"2562047h47m16.854775808s\"")
                .hasMessageContaining("292 years");
        assertThat(GoDuration.parse("2562047h47m16.854775807s")).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
        assertThat(GoDuration.parse("-2562047h47m16.854775808s")).isEqualTo(Duration.ofNanos(Long.MIN_VALUE));
    }

    @Test
    void readsATextBeyondGosRangeAsTheLimitWhereItMustNotStopAWatch() {
        assertThat(GoDuration.parseWithinLimit("99999999999999h")).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
        assertThat(GoDuration.parseWithinLimit("-99999999999999h")).isEqualTo(Duration.ofNanos(Long.MIN_VALUE));
    }
}
