package sh.karpenter.local.aws.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

final class ManualTimeTest {
    @Test
    void runsWhatFallsDueInOrderAndAtItsTime() {
        var start = Instant.parse("2026-01-01T00:00:00Z");
        var time = new ManualTime(start);
        var seen = new ArrayList<String>();
        time.after(Duration.ofSeconds(2), () -> seen.add("late at " + Duration.between(start, time.instant())));
        time.after(Duration.ofSeconds(1), () -> {
            seen.add("early");
            time.after(Duration.ofSeconds(1), () -> seen.add("follow-up"));
        });

        time.advance(Duration.ofSeconds(1));
        assertThat(seen).containsExactly("early");
        time.advance(Duration.ofSeconds(5));

        assertThat(seen).containsExactly("early", "late at PT2S", "follow-up");
        assertThat(time.instant()).isEqualTo(start.plusSeconds(6));
    }
}
