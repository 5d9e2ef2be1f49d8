package sh.karpenter.local.kubelets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AgendaTest {

    /// Many things wait at once, so that taking one out of the tree moves others within it.
    @Test
    void servesEachOfManyThingsThatAreDueTogetherOnce() throws InterruptedException {
        int things = 100;
        Map<Integer, Integer> served = new ConcurrentHashMap<>();
        var all = new CountDownLatch(things);
        try (var agenda = new Agenda<Integer>(InstantSource.system(), 4, thing -> {
            served.merge(thing, 1, Integer::sum);
            all.countDown();
            return null;
        })) {
            Instant due = Instant.now();
            for (int thing = 0; thing < things; thing++) {
                agenda.at(thing, due.minusNanos((thing * 37) % things));
            }
            agenda.start();

            assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(served)
                .hasSize(things)
                .allSatisfy((_, times) -> assertThat(times).isOne());
    }
}
