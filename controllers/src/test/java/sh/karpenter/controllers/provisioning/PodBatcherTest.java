package sh.karpenter.controllers.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.provisioning.PodBatcher.Window;

class PodBatcherTest {
    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

    private final PodBatcher batcher = new PodBatcher(Duration.ofSeconds(1), Duration.ofSeconds(10));

    @Test
    void isEmptyUntilSomethingComes() {
        assertThat(batcher.window(T0)).isEqualTo(new Window.Empty());
    }

    @Test
    void closesASecondAfterTheLastNewElement() {
        batcher.trigger("a", T0);
        batcher.trigger("b", at(600));
        batcher.trigger("c", at(1500));
        assertThat(batcher.window(at(2400))).isEqualTo(new Window.Open(Duration.ofMillis(100)));
        assertThat(batcher.window(at(2500))).isEqualTo(new Window.Complete());
    }

    @Test
    void isNotKeptOpenByWhatItHoldsAlready() {
        batcher.trigger("a", T0);
        batcher.trigger("a", at(900));
        assertThat(batcher.window(at(1000))).isEqualTo(new Window.Complete());
    }

    @Test
    void closesAfterTenSecondsWhateverComes() {
        for (int i = 0; i < 20; i++) {
            batcher.trigger("pod" + i, at(500L * i));
        }
        assertThat(batcher.window(at(9999))).isEqualTo(new Window.Open(Duration.ofMillis(1)));
        assertThat(batcher.window(at(10_000))).isEqualTo(new Window.Complete());
    }

    @Test
    void startsAnewOnceEmptied() {
        batcher.trigger("a", T0);
        batcher.clear();
        assertThat(batcher.window(at(5000))).isEqualTo(new Window.Empty());
        batcher.trigger("a", at(6000));
        assertThat(batcher.window(at(6000))).isEqualTo(new Window.Open(Duration.ofSeconds(1)));
    }

    private static Instant at(long millis) {
        return T0.plusMillis(millis);
    }
}
