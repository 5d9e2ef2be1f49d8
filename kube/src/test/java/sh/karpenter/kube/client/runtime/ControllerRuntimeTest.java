package sh.karpenter.kube.client.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Controller.Identity;

@Timeout(30)
class ControllerRuntimeTest {
    private final Clock clock = Clock.systemUTC();

    @Test
    void worksOnManyKeysButNeverOnMoreThanItMayAtOnce() throws InterruptedException {
        var atOnce = new AtomicInteger();
        var most = new AtomicInteger();
        var done = new CountDownLatch(200);
        var controller = controller(3, key -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            Thread.yield();
            atOnce.decrementAndGet();
            done.countDown();
            return Requeue.none();
        });
        try (var runtime = new ControllerRuntime(clock, ReconcileObserver.none())) {
            runtime.start(controller);
            for (int i = 0; i < 200; i++) {
                controller.trigger(ObjectKey.of("key" + i));
            }
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void bringsAKeyBackByTheClock() throws InterruptedException {
        var rounds = new CountDownLatch(5);
        var controller = controller(1, _ -> {
            rounds.countDown();
            return Requeue.after(Duration.ofMillis(1));
        });
        try (var runtime = new ControllerRuntime(clock, ReconcileObserver.none())) {
            controller.trigger(ObjectKey.of("one"));
            runtime.start(controller);
            assertThat(rounds.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void waitsForTheWorkUnderWayWhenItIsClosed() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        var ended = new AtomicInteger();
        var controller = controller(1, _ -> {
            begun.countDown();
            awaitQuietly(mayEnd);
            ended.incrementAndGet();
            return Requeue.none();
        });
        var runtime = new ControllerRuntime(clock, ReconcileObserver.none());
        runtime.start(controller);
        controller.trigger(ObjectKey.of("one"));
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        Thread closing = Thread.ofVirtual().start(runtime::close);
        mayEnd.countDown();
        closing.join();
        assertThat(ended).hasValue(1);
        controller.trigger(ObjectKey.of("two"));
        assertThat(controller.depth()).isOne();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Controller<ObjectKey> controller(int workers, Reconciler<ObjectKey> reconciler) {
        return Controller.ofObjects(Identity.named("test"), workers, RetryPolicy.standard(), clock, reconciler);
    }
}
