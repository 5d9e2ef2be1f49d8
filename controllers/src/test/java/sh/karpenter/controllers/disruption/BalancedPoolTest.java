package sh.karpenter.controllers.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sh.karpenter.kube.api.Budget;
import sh.karpenter.kube.api.Disruption;

/// A pool of policy `Balanced` under the running controller: what is weighed against what, and what is told of it.
final class BalancedPoolTest {

    private static Stage balanced() {
        return new Stage().pool(new Disruption("0s", "Balanced", List.of(new Budget(null, "100%", null, null))));
    }

    @Test
    void aMoveThatIsWorthItIsMadeAndTold() {
        // The only node: half of the cost is saved for all of the disturbance.
        Stage stage = balanced().started(3);
        stage.remove(stage.nodes().getFirst(), 2);
        stage.until(() -> stage.settled() && stage.types().equals(List.of("small")));
        assertThat(stage.told())
                .contains(
                        "ConsolidationApproved: score 0.50 >= threshold 0.50 (k: 2, savings 50.0%, disruption 100.0%)");
        assertThat(stage.world.counted)
                .contains("consolidation_moves_total{decision=approved, nodepool=default, policy=Balanced}")
                .contains("consolidation_score{decision=approved, nodepool=default, policy=Balanced}");
    }

    @Test
    void sharesAreTakenAgainstTheCostOfTheWholePool() {
        // The second node is no candidate, but half of the pool's cost: of the candidates' cost alone the move would
        // save 50 % for 67 % of the disturbance, a score of 0.75.
        Stage stage = balanced().started(6);
        String first = stage.nodes().getFirst();
        String second = stage.nodes().getLast();
        stage.remove(first, 2);
        stage.remove(second, 3);
        keep(stage, second);
        stage.rounds(60);
        assertThat(stage.types()).containsExactly("large", "large");
        var explanation = Objects.requireNonNull(stage.explanations().of(first));
        assertThat(explanation.why())
                .isEqualTo("policy Balanced of NodePool \"default\": score 0.38 < threshold 0.50 (k: 2, savings 25.0%,"
                        + " disruption 66.7%)");
        assertThat(stage.world.counted)
                .contains("consolidation_moves_total{decision=rejected, nodepool=default, policy=Balanced}")
                .contains("consolidation_score{decision=rejected, nodepool=default, policy=Balanced}");
        assertThat(stage.told()).noneMatch(text -> text.startsWith("ConsolidationApproved"));
    }

    @Test
    void movesOfOtherPoliciesAreCountedWithoutAScore() {
        Stage stage = new Stage().pool("100%").started(3);
        stage.remove(stage.nodes().getFirst(), 2);
        stage.until(() -> stage.settled() && stage.types().equals(List.of("small")));
        assertThat(stage.world.counted)
                .contains("consolidation_moves_total{decision=approved, nodepool=default,"
                        + " policy=WhenEmptyOrUnderutilized}")
                .contains("scheduler_scheduling_duration_seconds{controller=disruption}")
                .noneMatch(line -> line.startsWith("consolidation_score"));
    }

    /// Nobody may disrupt the node, and no pod may be moved to it.
    private static void keep(Stage stage, String name) {
        var node = Objects.requireNonNull(stage.world.stores.nodes().find(name));
        stage.world
                .stores
                .nodes()
                .put(new NodeBuilder(node)
                        .editMetadata()
                        .addToAnnotations("karpenter.sh/do-not-disrupt", "true")
                        .endMetadata()
                        .editSpec()
                        .addNewTaint()
                        .withKey("kept")
                        .withEffect("NoSchedule")
                        .endTaint()
                        .endSpec()
                        .build());
    }
}
