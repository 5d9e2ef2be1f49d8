package sh.karpenter.controllers.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.event.ObjectEvent.Subject;
import sh.karpenter.testing.testkit.kube.FakeClock;
import sh.karpenter.testing.testkit.kube.FakeStores;

class StoredEventsTest {
    private final FakeClock clock = new FakeClock();
    private final FakeStores stores = new FakeStores(clock);
    private final StoredEvents recorder = new StoredEvents(stores.events(), clock, Runnable::run);

    @Test
    void storesAnEventInTheNameOfKarpenterBesideItsObject() {
        recorder.publish(ObjectEvent.warning(pod("web"), "FailedScheduling", "Failed to schedule pod, no"));
        assertThat(stores.events().created()).singleElement().satisfies(event -> {
            assertThat(event.getMetadata().getNamespace()).isEqualTo("shop");
            assertThat(event.getInvolvedObject().getUid()).isEqualTo("uid-of-web");
            assertThat(event.getSource().getComponent()).isEqualTo("karpenter");
            assertThat(event.getType()).isEqualTo("Warning");
        });
    }

    @Test
    void dropsTheSameEventUntilItsTimeOfQuietIsOver() {
        var event = ObjectEvent.warning(pod("web"), "FailedScheduling", "no").quietFor(Duration.ofMinutes(5));
        recorder.publish(event);
        clock.advance(Duration.ofMinutes(4));
        recorder.publish(event);
        assertThat(stores.events().created()).hasSize(1);
        clock.advance(Duration.ofMinutes(1));
        recorder.publish(event);
        assertThat(stores.events().created()).singleElement().satisfies(stored -> {
            assertThat(stored.getCount()).isEqualTo(2);
            assertThat(stored.getLastTimestamp()).isEqualTo(clock.instant().toString());
        });
    }

    @Test
    void anEventOfAnotherTextIsStoredBesideTheFirst() {
        recorder.publish(ObjectEvent.warning(pod("web"), "FailedScheduling", "no"));
        recorder.publish(ObjectEvent.warning(pod("web"), "FailedScheduling", "still no"));
        assertThat(stores.events().created())
                .extracting(event -> event.getCount())
                .containsExactly(1, 1);
    }

    @Test
    void publishesTenNominationsAtOnceAndFivePerSecondAfterwards() {
        for (int i = 0; i < 50; i++) {
            recorder.publish(ObjectEvent.normal(pod("web-" + i), "Nominated", "Pod should schedule on: node/a"));
        }
        assertThat(stores.events().created()).hasSize(10);
        clock.advance(Duration.ofSeconds(1));
        for (int i = 50; i < 100; i++) {
            recorder.publish(ObjectEvent.normal(pod("web-" + i), "Nominated", "Pod should schedule on: node/a"));
        }
        assertThat(stores.events().created()).hasSize(15);
    }

    private static Subject pod(String name) {
        return new Subject("v1", "Pod", "shop", name, "uid-of-" + name);
    }
}
