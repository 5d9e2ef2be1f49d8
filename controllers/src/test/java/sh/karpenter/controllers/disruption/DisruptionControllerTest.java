package sh.karpenter.controllers.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
        stage.until(() -> stage.settled() && stage.types().equals(List.of("small")));
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

    @Test
    void aPoolWhoseBudgetNobodyUnderstandsLosesNoNodeUntilItIsMended() {
        Stage stage = new Stage().pool("many").started(3);
        stage.remove(stage.nodes().getFirst(), 3);
        stage.rounds(120);
        assertThat(stage.nodes()).hasSize(1);
        assertThat(stage.explanations().all().getFirst().why())
                .contains("a budget of NodePool \"default\" cannot be read", "nodes: \"many\"");
        stage.pool("1");
        stage.until(() -> stage.nodes().isEmpty());
    }

    @Test
    void aPodDisruptionBudgetThatCanNeverBeMetIsToldOnceByItsNameAndTriedNoMore() {
        Stage stage = new Stage().pool("100%").started(3);
        stage.world.stores.podDisruptionBudgets().put(neverMet());
        stage.remove(stage.nodes().getFirst(), 2);
        stage.rounds(300);
        assertThat(stage.types()).containsExactly("large");
        assertThat(stage.marked()).isEmpty();
        assertThat(stage.world.cloud.launched()).isEqualTo(1);
        var told = stage.world.events.stream()
                .filter(event -> event.message().startsWith("The budget never allows an eviction"))
                .toList();
        assertThat(told).isNotEmpty();
        // Events that are the same are published once a day.
        assertThat(told.stream().map(ObjectEvent::sameAs).distinct()).containsExactly(List.of("default", "web"));
        assertThat(told).allSatisfy(event -> assertThat(event.quiet()).isEqualTo(Duration.ofDays(1)));
        assertThat(told.getFirst().message()).contains("Pod=default/web-", "Node=node-of-default-00001");
    }

    private static PodDisruptionBudget neverMet() {
        return new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withMaxUnavailable(new IntOrString(0))
                .withNewSelector()
                .addToMatchLabels("app", "web")
                .endSelector()
                .endSpec()
                .build();
    }

    private static boolean told(Stage stage, String reason) {
        return stage.world.events.stream().map(ObjectEvent::reason).anyMatch(reason::equals);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
