package sh.karpenter.local.kubelets.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubelets.pod.PodStage.Memory;

final class PodStageTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final PodTimings TIMINGS =
            new PodTimings(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(3));
    private static final String RUNNING = """
        status: {phase: Running, podIP: 10.244.0.1, containerStatuses: [{name: c, ready: true}]}
        """;

    private static PodState pod(String metadata, String spec, String status) {
        Pod pod = new KubernetesSerialization().unmarshal("""
            apiVersion: v1
            kind: Pod
            metadata: {name: p, namespace: default, uid: u%s}
            spec: {nodeName: n, containers: [{name: c, image: pause%s}]}
            %s
            """.formatted(metadata, spec, status), Pod.class);
        return PodState.of(pod);
    }

    private static PodStage decide(PodState pod, Memory memory, Instant now) {
        return PodStage.decide(pod, memory, TIMINGS, now);
    }

    @Test
    void announcesThenRuns() {
        Memory memory = Memory.of(NOW);
        assertThat(decide(pod("", "", ""), memory, NOW)).isEqualTo(new PodStage.Announce());
        PodState announced = pod("", "", "status: {phase: Pending, containerStatuses: [{name: c}]}");
        assertThat(decide(announced, memory, NOW)).isEqualTo(new PodStage.Wait(NOW.plusSeconds(2)));
        assertThat(decide(announced, memory, NOW.plusSeconds(2))).isEqualTo(new PodStage.Run());
        assertThat(decide(pod("", "", RUNNING), memory, NOW.plusSeconds(2))).isEqualTo(new PodStage.Rest());
    }

    @Test
    void completesPodsOfJobs() {
        PodState pod = pod(
                ", ownerReferences: [{apiVersion: batch/v1, kind: Job, name: j, uid: x}]",
                "",
                "status: {phase: Running, podIP: 10.244.0.1, containerStatuses: [{name: c}], conditions: [{type: Ready,"
                        + " status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z'}]}");
        assertThat(decide(pod, Memory.of(NOW), NOW)).isEqualTo(new PodStage.Wait(NOW.plusSeconds(3)));
        assertThat(decide(pod, Memory.of(NOW), NOW.plusSeconds(3))).isEqualTo(new PodStage.Complete());
    }

    private static PodState deleted(String annotations, String spec, int grace) {
        Instant deadline = NOW.plusSeconds(grace);
        return pod(
                ", deletionTimestamp: '" + deadline + "', deletionGracePeriodSeconds: " + grace + annotations,
                spec,
                RUNNING);
    }

    @Test
    void stopsSoonWhenNothingHoldsItUp() {
        PodState pod = deleted("", "", 30);
        assertThat(decide(pod, Memory.of(NOW), NOW)).isEqualTo(new PodStage.Stop(NOW.plusSeconds(1)));
        Memory stopping = new Memory(NOW, NOW.plusSeconds(1));
        assertThat(decide(pod, stopping, NOW)).isEqualTo(new PodStage.Wait(NOW.plusSeconds(1)));
        assertThat(decide(pod, stopping, NOW.plusSeconds(1))).isEqualTo(new PodStage.Remove());
    }

    @Test
    void sleepsBeforeStoppingButNoLongerThanItsGrace() {
        String sleep = ", lifecycle: {preStop: {exec: {command: [/bin/sh, -c, sleep 300]}}}";
        assertThat(decide(deleted("", sleep, 30), Memory.of(NOW), NOW))
                .isEqualTo(new PodStage.Stop(NOW.plusSeconds(30)));
        String shorter = ", lifecycle: {preStop: {sleep: {seconds: 10}}}";
        assertThat(decide(deleted("", shorter, 30), Memory.of(NOW), NOW))
                .isEqualTo(new PodStage.Stop(NOW.plusSeconds(10)));
    }

    @Test
    void aShorterGraceGivenLaterWins() {
        Memory stopping = new Memory(NOW, NOW.plusSeconds(300));
        assertThat(decide(deleted("", "", 5), stopping, NOW)).isEqualTo(new PodStage.Wait(NOW.plusSeconds(5)));
    }

    @Test
    void obeysTheDelayInAnAnnotation() {
        PodState pod = deleted(", annotations: {pod-delete.stage.kwok.x-k8s.io/delay: 1m30s}", "", 200);
        assertThat(decide(pod, Memory.of(NOW), NOW)).isEqualTo(new PodStage.Stop(NOW.plusSeconds(90)));
    }

    @Test
    void removesAtOnceWhatNeverRan() {
        PodState pod = pod(", deletionTimestamp: '" + NOW.plusSeconds(30) + "'", "", "");
        assertThat(decide(pod, Memory.of(NOW), NOW)).isEqualTo(new PodStage.Remove());
    }

    @Test
    void readsGoDurations() {
        assertThat(PodState.duration("1h2m3.5s")).isEqualTo(Duration.parse("PT1H2M3.5S"));
        assertThat(PodState.duration("200ms")).isEqualTo(Duration.ofMillis(200));
        assertThat(PodState.duration(null)).isNull();
    }
}
