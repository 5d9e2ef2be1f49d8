package sh.karpenter.controllers.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.kube.api.NodeClaim;

/// The way of a command from its finding to its end, over the real engine.
final class DisruptionControllerTest {

    @Test
    void waitsFifteenSecondsBeforeItActs() {
        Stage stage = new Stage().pool("100%").started(3);
        stage.remove(stage.nodes().getFirst(), 2);
        stage.until(() -> told(stage, "ConsolidationCandidate"));
        Instant found = stage.world.clock.instant();
        stage.until(() -> stage.world.stores.nodeClaims().list().size() == 2);
        assertThat(Duration.between(found, stage.world.clock.instant())).isBetween(seconds(14), seconds(16));
        assertThat(stage.told())
                .contains("ConsolidationCandidate: Consolidation candidate: replace: nodepools=[default]: "
                        + "[node-of-default-00001] -> [1 replacement] (savings: $0.10)");
    }

    @Test
    void doesNothingWhenTheClusterHasChangedMeanwhile() {
        Stage stage = new Stage().pool("100%").started(3);
        stage.remove(stage.nodes().getFirst(), 2);
        stage.until(() -> told(stage, "ConsolidationCandidate"));
        stage.started(2);
        stage.rounds(20);
        assertThat(stage.types()).containsExactly("large");
        assertThat(stage.told())
                .anyMatch(text -> text.startsWith("ConsolidationRejected: Consolidation rejected: replace: "));
        assertThat(stage.world.counted).anyMatch(line -> line.startsWith("voluntary_disruption_failed_validations"));
    }

    @Test
    void takesEverythingBackWhenTheReplacementDoesNotComeUpInTime() {
        Stage stage = new Stage().pool("100%").started(3);
        stage.remove(stage.nodes().getFirst(), 2);
        stage.machinesJoin = false;
        stage.until(() -> stage.world.stores.nodeClaims().list().size() == 2);
        stage.rounds(5);
        assertThat(stage.marked()).containsExactly("node-of-default-00001");
        stage.world.clock.advance(Duration.ofMinutes(10));
        stage.until(() -> stage.marked().isEmpty());
        assertThat(stage.types()).containsExactly("large");
        assertThat(stage.world.stores.pods().list()).hasSize(1);
        NodeClaim kept = stage.world.stores.nodeClaims().get("default-00001");
        assertThat(Stage.has(kept, "DisruptionReason")).isFalse();
        assertThat(stage.world.counted).anyMatch(line -> line.startsWith("voluntary_disruption_queue_failures_total"));
    }

    @Test
    void takesEverythingBackWhenTheReplacementCannotBeLaunched() {
        Stage stage = new Stage().pool("100%").started(3);
        stage.remove(stage.nodes().getFirst(), 2);
        stage.until(() -> told(stage, "ConsolidationCandidate"));
        stage.world.cloud.failLaunch(new LaunchOutcome.InsufficientCapacity("no small machines left"));
        stage.until(() -> stage.world.counted.stream()
                .anyMatch(line -> line.startsWith("voluntary_disruption_queue_failures_total")));
        assertThat(stage.marked()).isEmpty();
        assertThat(stage.types()).containsExactly("large");
        stage.until(() -> stage.settled() && stage.types().equals(java.util.List.of("small")));
        assertThat(stage.world.cloud.launched()).isEqualTo(2);
    }

    @Test
    void tellsWhyANodeStaysOncePerQuarterOfAnHour() {
        Stage stage = new Stage().pool("100%").started(3);
        stage.rounds(60);
        assertThat(stage.world.events)
                .filteredOn(event -> event.reason().equals("Unconsolidatable"))
                .isNotEmpty()
                .allSatisfy(event -> {
                    assertThat(event.quiet()).isEqualTo(Duration.ofMinutes(15));
                    assertThat(event.sameAs()).doesNotContain(event.message());
                });
    }

    @Test
    void anEmptyNodeIsRemovedWithoutAReplacement() {
        Stage stage = new Stage().pool("100%").started(3);
        stage.remove(stage.nodes().getFirst(), 3);
        stage.until(() -> stage.nodes().isEmpty() && stage.settled());
        assertThat(stage.world.cloud.launched()).isEqualTo(1);
        assertThat(stage.told()).contains("DisruptionTerminating: Disrupting NodeClaim: Empty");
        assertThat(stage.world.counted)
                .contains("nodeclaims_disrupted_total{reason=empty, nodepool=default, capacity_type=on-demand,"
                        + " consolidation_policy=when_empty_or_underutilized, termination_mode=graceful}");
    }

    private static boolean told(Stage stage, String reason) {
        return stage.world.events.stream().map(ObjectEvent::reason).anyMatch(reason::equals);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
