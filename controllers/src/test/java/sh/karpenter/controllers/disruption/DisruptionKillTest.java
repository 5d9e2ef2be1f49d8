package sh.karpenter.controllers.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sh.karpenter.testing.testkit.kube.Crash;

/// Lets the controller die at every write of a consolidation, once before and once after the server took it,
/// starts a new one, and looks for what was lost or done twice: a pod without a place, a node that keeps its
/// mark, a second replacement, a machine that nobody needs.
final class DisruptionKillTest {

    @Test
    void whereverTheProcessDiesOneOfTwoNodesIsRemoved() {
        int crashes = 0;
        for (Crash.Side side : Crash.Side.values()) {
            for (int write = 1; ; write++) {
                Stage stage = new Stage().pool("100%").started(6);
                stage.remove(stage.nodes().getFirst(), 2);
                stage.remove(stage.nodes().getLast(), 1);
                var crash = new Crash(write, side);
                stage.until(crash, () -> stage.settled() && stage.nodes().size() == 1);
                stage.rounds(60);
                assertThat(stage.types())
                        .as("machines when dying %s write %d", side, write)
                        .containsExactly("large");
                assertThat(stage.world.cloud.launched())
                        .as("launches when dying %s write %d", side, write)
                        .isEqualTo(2);
                if (!crash.happened()) {
                    break;
                }
                crashes++;
            }
        }
        assertThat(crashes).isGreaterThanOrEqualTo(12);
    }

    @Test
    void whereverTheProcessDiesANodeIsReplacedOnce() {
        int crashes = 0;
        for (Crash.Side side : Crash.Side.values()) {
            for (int write = 1; ; write++) {
                Stage stage = new Stage().pool("100%").started(3);
                stage.remove(stage.nodes().getFirst(), 2);
                var crash = new Crash(write, side);
                stage.until(crash, () -> stage.settled() && stage.types().equals(List.of("small")));
                stage.rounds(60);
                assertThat(stage.types())
                        .as("machines when dying %s write %d", side, write)
                        .containsExactly("small");
                assertThat(stage.world.cloud.launched())
                        .as("launches when dying %s write %d", side, write)
                        .isEqualTo(2);
                if (!crash.happened()) {
                    break;
                }
                crashes++;
            }
        }
        assertThat(crashes).isGreaterThanOrEqualTo(20);
    }

    /// A command that only deletes is not taken up again: its marks come off and the nodes are found anew,
    /// except those whose claims are being deleted already. That is the same outcome, a confirmation later.
    @Test
    void whereverTheProcessDiesAllEmptyNodesAreRemovedAndNoOther() {
        int crashes = 0;
        for (Crash.Side side : Crash.Side.values()) {
            for (int write = 1; ; write++) {
                Stage stage = new Stage().pool("100%").started(9);
                var kept = stage.nodes().getFirst();
                stage.nodes().stream().skip(1).forEach(node -> stage.remove(node, 3));
                String when = "when dying " + side + " write " + write;
                stage.always(() -> assertThat(stage.nodes()).as(when).contains(kept));
                var crash = new Crash(write, side);
                stage.until(crash, () -> stage.settled() && stage.nodes().size() == 1);
                stage.rounds(60);
                assertThat(stage.nodes()).as("nodes " + when).containsExactly(kept);
                assertThat(stage.marked()).as("marks " + when).isEmpty();
                assertThat(stage.world.cloud.launched()).as("launches " + when).isEqualTo(3);
                if (!crash.happened()) {
                    break;
                }
                crashes++;
            }
        }
        assertThat(crashes).isGreaterThanOrEqualTo(12);
    }

    @Test
    void aBudgetOfOneHoldsAtEveryInstantThroughManyDeaths() {
        for (long seed = 1; seed <= 8; seed++) {
            var random = new Random(seed);
            Stage stage = new Stage().pool("1").started(9);
            stage.nodes().forEach(node -> stage.remove(node, 2));
            String when = "seed " + seed;
            stage.always(() -> assertThat(stage.leaving()).as(when).isLessThanOrEqualTo(1));
            for (int death = 0; death < 5; death++) {
                Crash.Side side = random.nextBoolean() ? Crash.Side.BEFORE : Crash.Side.AFTER;
                stage.until(new Crash(1 + random.nextInt(12), side), stage::settled);
                stage.rounds(random.nextInt(20));
            }
            stage.until(() -> stage.settled() && stage.nodes().size() == 1);
            assertThat(stage.types()).as(when).containsExactly("large");
        }
    }
}
