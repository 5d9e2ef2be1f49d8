package sh.karpenter.kube.client.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

    private int signals;
    private final WorkQueue<String> queue =
            new WorkQueue<>(new RetryPolicy(Duration.ofMillis(100), Duration.ofSeconds(1), 10, 5), () -> signals++);

    @Test
    void handsOutAKeyOnceHoweverOftenItWasPutIn() {
        assertThat(queue.add("a", T0)).isTrue();
        assertThat(queue.add("a", T0)).isFalse();
        assertThat(take(T0)).isEqualTo("a");
        assertThat(take(T0)).isNull();
    }

    @Test
    void handsOutKeysInTheOrderTheyBecameReady() {
        queue.add("b", T0);
        queue.add("a", T0);
        assertThat(take(T0)).isEqualTo("b");
        assertThat(take(T0)).isEqualTo("a");
    }

    @Test
    void keepsAKeyThatIsBeingWorkedOnUntilItIsDone() {
        queue.add("a", T0);
        assertThat(take(T0)).isEqualTo("a");
        queue.add("a", T0);
        assertThat(take(T0)).isNull();
        queue.done("a", T0);
        assertThat(take(T0)).isEqualTo("a");
    }

    @Test
    void handsOutALaterKeyWhenItsTimeHasCome() {
        queue.addAt("a", T0.plusSeconds(5));
        assertThat(queue.nextDue(T0)).isEqualTo(T0.plusSeconds(5));
        assertThat(take(T0.plusSeconds(4))).isNull();
        assertThat(take(T0.plusSeconds(5))).isEqualTo("a");
        assertThat(queue.nextDue(T0.plusSeconds(5))).isNull();
    }

    @Test
    void ofSeveralTimesTheEarliestHoldsAndNowSettlesThemAll() {
        queue.addAt("a", T0.plusSeconds(5));
        queue.addAt("a", T0.plusSeconds(2));
        queue.addAt("a", T0.plusSeconds(9));
        assertThat(queue.nextDue(T0)).isEqualTo(T0.plusSeconds(2));
        queue.add("a", T0);
        assertThat(take(T0)).isEqualTo("a");
        queue.done("a", T0);
        assertThat(queue.nextDue(T0.plusSeconds(60))).isNull();
    }

    @Test
    void aTimeThatComesWhileTheKeyIsWorkedOnBringsItBackAfterwards() {
        queue.add("a", T0);
        assertThat(take(T0)).isEqualTo("a");
        queue.addAt("a", T0.plusSeconds(1));
        assertThat(take(T0.plusSeconds(2))).isNull();
        queue.done("a", T0.plusSeconds(3));
        assertThat(take(T0.plusSeconds(3))).isEqualTo("a");
    }

    @Test
    void pausesLongerWithEveryFailureUpToALimit() {
        assertThat(queue.retry("a", T0)).isEqualTo(Duration.ofMillis(100));
        assertThat(queue.retry("a", T0.plusSeconds(10))).isEqualTo(Duration.ofMillis(200));
        assertThat(queue.retry("a", T0.plusSeconds(20))).isEqualTo(Duration.ofMillis(400));
        assertThat(queue.retry("a", T0.plusSeconds(30))).isEqualTo(Duration.ofMillis(800));
        assertThat(queue.retry("a", T0.plusSeconds(40))).isEqualTo(Duration.ofSeconds(1));
        queue.succeeded("a");
        assertThat(queue.retry("a", T0.plusSeconds(50))).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void allKeysTogetherRetryNoFasterThanTheRate() {
        for (int i = 0; i < 5; i++) {
            assertThat(queue.retry("key" + i, T0)).isEqualTo(Duration.ofMillis(100));
        }
        assertThat(queue.retry("key5", T0)).isEqualTo(Duration.ofMillis(100));
        assertThat(queue.retry("key6", T0)).isEqualTo(Duration.ofMillis(200));
        assertThat(queue.retry("key7", T0.plusSeconds(10))).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void signalsWheneverSomethingMayHaveBecomeReady() {
        queue.add("a", T0);
        queue.addAt("b", T0.plusSeconds(1));
        var _ = take(T0);
        queue.done("a", T0);
        assertThat(signals).isEqualTo(3);
    }

    private @Nullable String take(Instant now) {
        var taken = queue.take(now);
        return taken == null ? null : taken.key();
    }
}
