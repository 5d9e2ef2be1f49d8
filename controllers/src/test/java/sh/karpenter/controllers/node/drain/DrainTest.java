package sh.karpenter.controllers.node.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodPhase;
import sh.karpenter.testing.testkit.kube.FakeClock;
import sh.karpenter.testing.testkit.kube.PodSpecimen;

final class DrainTest {
    private static final Instant NOW = FakeClock.START;

    private final Pod web = PodSpecimen.pod("web").build();
    private final Pod daemon = PodSpecimen.pod("daemon").ofDaemonSet().build();
    private final Pod critical =
            PodSpecimen.pod("critical").priorityClass("system-cluster-critical").build();
    private final Pod criticalDaemon = PodSpecimen.pod("critical-daemon")
            .ofDaemonSet()
            .priorityClass("system-node-critical")
            .build();

    @Test
    void ordinaryPodsGoFirstThenDaemonsThenCriticalPodsThenCriticalDaemons() {
        assertThat(next(criticalDaemon, critical, daemon, web)).containsExactly("web");
        assertThat(next(criticalDaemon, critical, daemon)).containsExactly("daemon");
        assertThat(next(criticalDaemon, critical)).containsExactly("critical");
        assertThat(next(criticalDaemon)).containsExactly("critical-daemon");
    }

    @Test
    void podsThatEndedTolerateBelongToTheNodeOrHangAreNotWaitedFor() {
        assertThat(decide(
                        null,
                        PodSpecimen.pod("done").phase(PodPhase.SUCCEEDED).build(),
                        PodSpecimen.pod("tolerant")
                                .tolerating("karpenter.sh/disrupted")
                                .build(),
                        PodSpecimen.pod("static").ofNode().build(),
                        PodSpecimen.pod("stuck")
                                .terminatingSince(NOW.minusSeconds(61))
                                .build()))
                .isEqualTo(new DrainVerdict.Empty());
    }

    @Test
    void podsThatForbidDisruptionAreWaitedFor() {
        assertThat(decide(
                        null,
                        PodSpecimen.pod("stays")
                                .annotation("karpenter.sh/do-not-disrupt", "true")
                                .build()))
                .isInstanceOfSatisfying(
                        DrainVerdict.Draining.class,
                        draining -> assertThat(draining.waiting()).isEqualTo(1));
    }

    @Test
    void podsWhoseGracePeriodDoesNotFitAnyMoreGoWhoeverTheyAre() {
        Pod slow = PodSpecimen.pod("slow")
                .priorityClass("system-node-critical")
                .gracePeriod(600L)
                .build();
        assertThat(decide(NOW.plus(Duration.ofMinutes(5)), web, slow))
                .isInstanceOfSatisfying(
                        DrainVerdict.Draining.class,
                        draining -> assertThat(draining.next())
                                .extracting(Pod::name)
                                .containsExactly("slow", "web"));
    }

    @Test
    void aDrainThatOnlyTimesOutDeletesNobody() {
        Pod slow = PodSpecimen.pod("slow")
                .priorityClass("system-node-critical")
                .gracePeriod(600L)
                .build();
        assertThat(Drain.decide(List.of(web, slow), NOW.plusSeconds(1), DrainMode.TIME_OUT, NOW))
                .isEqualTo(new DrainVerdict.Draining(List.of(web), 2));
    }

    @Test
    void aTerminatingPodIsHurriedOnlyIfItWouldOutliveTheDeadline() {
        Instant deadline = NOW.plusSeconds(60);
        assertThat(Drain.mustBeDeleted(
                        PodSpecimen.pod("late")
                                .terminatingSince(NOW.plusSeconds(61))
                                .build(),
                        deadline,
                        NOW))
                .isTrue();
        assertThat(Drain.mustBeDeleted(
                        PodSpecimen.pod("early")
                                .terminatingSince(NOW.plusSeconds(60))
                                .build(),
                        deadline,
                        NOW))
                .isFalse();
    }

    @Test
    void aPodIsHurriedAsSoonAsTheTimeLeftIsShorterThanItsGracePeriod() {
        Pod pod = PodSpecimen.pod("x").gracePeriod(60L).build();
        Instant deadline = NOW.plusSeconds(60);
        assertThat(Drain.mustBeDeleted(pod, deadline, NOW)).isFalse();
        assertThat(Drain.mustBeDeleted(pod, deadline, NOW.plusMillis(1))).isTrue();
    }

    @Test
    void aPodWithoutGracePeriodOfItsOwnIsNotHurried() {
        assertThat(Drain.mustBeDeleted(PodSpecimen.pod("x").gracePeriod(null).build(), NOW.minusSeconds(1), NOW))
                .isFalse();
    }

    private static List<String> next(Pod... pods) {
        return decide(null, pods) instanceof DrainVerdict.Draining draining
                ? draining.next().stream().map(Pod::name).toList()
                : List.of();
    }

    private static DrainVerdict decide(@Nullable Instant deadline, Pod... pods) {
        return Drain.decide(List.of(pods), deadline, DrainMode.FORCE_DELETE, NOW);
    }
}
