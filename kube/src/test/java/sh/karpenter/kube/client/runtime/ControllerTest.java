package sh.karpenter.kube.client.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Controller.Identity;

class ControllerTest {
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private final List<String> seen = new ArrayList<>();
    private final Queue<Requeue> answers = new ArrayDeque<>();
    private final Controller<ObjectKey> controller = Controller.ofObjects(
            new Identity("test", "karpenter.sh", "NodeClaim"), 2, RetryPolicy.standard(), () -> now, this::reconcile);

    private Requeue reconcile(ObjectKey key) {
        seen.add(MDC.get("controllerKind") + " " + MDC.get("name"));
        Requeue answer = answers.poll();
        return answer == null ? Requeue.none() : answer;
    }

    @Test
    void reconcilesATriggeredKeyOnceAndNamesItInTheLog() {
        controller.trigger(ObjectKey.of("one"));
        assertThat(controller.step()).isTrue();
        assertThat(controller.step()).isFalse();
        assertThat(seen).containsExactly("NodeClaim one");
        assertThat(MDC.get("name")).isNull();
    }

    @Test
    void comesBackWhenItWasToldTo() {
        answers.add(Requeue.after(Duration.ofSeconds(10)));
        controller.trigger(ObjectKey.of("one"));
        assertThat(controller.step()).isTrue();
        assertThat(controller.nextDue()).isEqualTo(now.plusSeconds(10));
        now = now.plusSeconds(10);
        assertThat(controller.step()).isTrue();
        assertThat(controller.nextDue()).isNull();
    }

    @Test
    void triesAgainAfterAnExceptionAndStaysAlive() {
        var failing = Controller.ofObjects(Identity.named("failing"), 1, RetryPolicy.standard(), () -> now, _ -> {
            throw new IllegalStateException("broken");
        });
        failing.trigger(ObjectKey.of("one"));
        assertThat(failing.step()).isTrue();
        assertThat(failing.nextDue()).isEqualTo(now.plusMillis(5));
    }

    @Test
    void aSingletonRunsAtTheStart() {
        var runs = new ArrayList<String>();
        var singleton = Controller.singleton("loop", () -> now, () -> {
            runs.add("run");
            return Requeue.none();
        });
        assertThat(singleton.step()).isTrue();
        assertThat(singleton.step()).isFalse();
        assertThat(runs).hasSize(1);
    }

    @Test
    void ofTwoAnswersTheSoonerHolds() {
        Requeue soon = Requeue.after(Duration.ofSeconds(1));
        Requeue late = Requeue.after(Duration.ofSeconds(9));
        assertThat(soon.sooner(late)).isEqualTo(soon);
        assertThat(late.sooner(soon)).isEqualTo(soon);
        assertThat(Requeue.none().sooner(late)).isEqualTo(late);
        assertThat(late.sooner(Requeue.backoff())).isEqualTo(Requeue.backoff());
    }

    @Test
    void scalesWorkersWithProcessorTime() {
        assertThat(Concurrency.scaled(500, 10, 1000)).isEqualTo(10);
        assertThat(Concurrency.scaled(1000, 10, 1000)).isEqualTo(10);
        assertThat(Concurrency.scaled(1500, 10, 1000)).isEqualTo(26);
        assertThat(Concurrency.scaled(15_000, 10, 1000)).isEqualTo(244);
        assertThat(Concurrency.scaled(60_000, 10, 1000)).isEqualTo(1000);
        assertThat(Concurrency.scaled(100_000, 10, 1000)).isEqualTo(1000);
    }
}
