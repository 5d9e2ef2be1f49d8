package sh.karpenter.core.model.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Given.NOW;
import static sh.karpenter.core.testing.PodBuilder.pod;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.taint.TaintEffect;
import sh.karpenter.core.model.workload.PodDisruption.DoNotDisrupt;
import sh.karpenter.core.testing.PodBuilder;

/// What a pod is, one predicate each: they decide who is provisioned, moved, evicted and waited for.
class PodPredicatesTest {
    private static PodBuilder running() {
        return pod("web").on("n1");
    }

    private static PodBuilder annotated(String value) {
        return running().annotation(LabelKeys.DO_NOT_DISRUPT, value);
    }

    @ParameterizedTest
    @EnumSource
    void aPodIsTerminalOnceItFailedOrSucceeded(PodPhase phase) {
        boolean ended = phase == PodPhase.FAILED || phase == PodPhase.SUCCEEDED;

        assertThat(running().phase(phase).build().terminal()).isEqualTo(ended);
        assertThat(running().phase(phase).build().active()).isEqualTo(!ended);
    }

    @Test
    void aPodThatIsBeingDeletedIsTerminatingAndNotActive() {
        assertThat(running().deletion(NOW).build().terminating()).isTrue();
        assertThat(running().deletion(NOW).build().active()).isFalse();
        assertThat(running().build().terminating()).isFalse();
    }

    @Test
    void onlyPodsThatTheSchedulerGaveUpAndNothingElseCaresForAreProvisionable() {
        assertThat(pod("web").build().provisionable()).isTrue();
        assertThat(running().build().provisionable()).isFalse();
        assertThat(pod("web").nominated("n1").build().provisionable()).isFalse();
        assertThat(pod("web").ofDaemonSet("agent").build().provisionable()).isFalse();
        assertThat(pod("web").ofNode("n1").build().provisionable()).isFalse();
        assertThat(pod("web").ofStatefulSet("db").build().provisionable()).isTrue();
        assertThat(pod("web").build().boundTo("n1").provisionable()).isFalse();
    }

    @Test
    void anOwnerCountsByApiVersionAndKindAndNeedNotBeTheController() {
        assertThat(pod("web").ownedBy("apps/v1", "DaemonSet", "a").build().ownedByDaemonSet())
                .isTrue();
        assertThat(pod("web")
                        .ownedBy("extensions/v1beta1", "DaemonSet", "a")
                        .build()
                        .ownedByDaemonSet())
                .isFalse();
        assertThat(pod("web")
                        .ownedBy("apps/v1", "ReplicaSet", "a")
                        .ownedBy("v1", "Node", "n")
                        .build()
                        .ownedByNode())
                .isTrue();
    }

    @Test
    void activePodsAndEndingOnesOfAStatefulSetAreReschedulable() {
        assertThat(running().build().reschedulable()).isTrue();
        assertThat(running().deletion(NOW).build().reschedulable()).isFalse();
        assertThat(running().deletion(NOW).ofStatefulSet("db").build().reschedulable())
                .isTrue();
        assertThat(running()
                        .phase(PodPhase.SUCCEEDED)
                        .ofStatefulSet("db")
                        .build()
                        .reschedulable())
                .isFalse();
        assertThat(running().ofDaemonSet("agent").build().reschedulable()).isFalse();
        assertThat(running().ofNode("n1").build().reschedulable()).isFalse();
    }

    @Test
    void doNotDisruptIsTrueOrAPeriodSinceTheStart() {
        var started = NOW.minus(Duration.ofMinutes(10));

        assertThat(PodDisruption.doNotDisrupt(running().build(), NOW)).isInstanceOf(DoNotDisrupt.Absent.class);
        assertThat(PodDisruption.doNotDisrupt(annotated("true").build(), NOW)).isInstanceOf(DoNotDisrupt.Always.class);
        assertThat(PodDisruption.doNotDisrupt(annotated("1h").build(), NOW)).isInstanceOf(DoNotDisrupt.Always.class);
        assertThat(PodDisruption.doNotDisrupt(annotated("11m").started(started).build(), NOW))
                .isEqualTo(new DoNotDisrupt.Until(NOW.plus(Duration.ofMinutes(1))));
        assertThat(PodDisruption.doNotDisrupt(annotated("10m").started(started).build(), NOW))
                .isEqualTo(new DoNotDisrupt.Elapsed(NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "soon", "0s", "-1h", "", "10"})
    void doNotDisruptForbidsNothingWhenItIsNoPositivePeriod(String value) {
        Pod pod = annotated(value).build();

        assertThat(PodDisruption.doNotDisrupt(pod, NOW)).isEqualTo(new DoNotDisrupt.Invalid(value));
        assertThat(PodDisruption.disruptable(pod, NOW)).isTrue();
    }

    @Test
    void aPodThatForbidsDisruptionIsNotDisruptableUnlessItIsEndingAnyway() {
        assertThat(PodDisruption.disruptable(running().build(), NOW)).isTrue();
        assertThat(PodDisruption.disruptable(annotated("true").build(), NOW)).isFalse();
        assertThat(PodDisruption.disruptable(annotated("true").deletion(NOW).build(), NOW))
                .isTrue();
        assertThat(PodDisruption.disruptable(
                        annotated("true").phase(PodPhase.FAILED).build(), NOW))
                .isTrue();
    }

    @Test
    void evictableIsWhatIsActiveDisruptableNotStaticAndDoesNotStayWhenTheNodeIsDisrupted() {
        assertThat(PodDisruption.evictable(running().build(), NOW)).isTrue();
        assertThat(PodDisruption.evictable(running().deletion(NOW).build(), NOW))
                .isFalse();
        assertThat(PodDisruption.evictable(
                        running().tolerates(TaintEffect.NO_SCHEDULE).build(), NOW))
                .isFalse();
        assertThat(PodDisruption.evictable(running().ofNode("n1").build(), NOW)).isFalse();
        assertThat(PodDisruption.evictable(annotated("true").build(), NOW)).isFalse();
        assertThat(PodDisruption.evictable(running().ofDaemonSet("agent").build(), NOW))
                .isTrue();
    }

    @Test
    void aPodIsStuckTerminatingAMinuteAfterItShouldHaveBeenGone() {
        assertThat(PodDisruption.stuckTerminating(running().build(), NOW)).isFalse();
        assertThat(PodDisruption.stuckTerminating(
                        running().deletion(NOW.minusSeconds(60)).build(), NOW))
                .isFalse();
        assertThat(PodDisruption.stuckTerminating(
                        running().deletion(NOW.minusSeconds(61)).build(), NOW))
                .isTrue();
    }

    @Test
    void aDrainWaitsForPodsThatAreNeitherEndedNorStuckNorStaticNorStaying() {
        assertThat(PodDisruption.waitingEviction(running().build(), NOW)).isTrue();
        assertThat(PodDisruption.waitingEviction(running().deletion(NOW).build(), NOW))
                .isTrue();
        assertThat(PodDisruption.waitingEviction(annotated("true").build(), NOW))
                .isTrue();
        assertThat(PodDisruption.waitingEviction(
                        running().phase(PodPhase.SUCCEEDED).build(), NOW))
                .isFalse();
        assertThat(PodDisruption.waitingEviction(
                        running().deletion(NOW.minusSeconds(61)).build(), NOW))
                .isFalse();
        assertThat(PodDisruption.drainable(running().ofNode("n1").build(), NOW)).isFalse();
        assertThat(PodDisruption.drainable(
                        running().tolerates(TaintEffect.NO_SCHEDULE).build(), NOW))
                .isFalse();
        assertThat(PodDisruption.drainable(running().phase(PodPhase.SUCCEEDED).build(), NOW))
                .isTrue();
    }
}
