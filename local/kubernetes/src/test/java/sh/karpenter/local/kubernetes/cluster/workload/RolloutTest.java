package sh.karpenter.local.kubernetes.cluster.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RolloutTest {

    @Test
    void roundsSurgeUpAndUnavailableDown() {
        assertThat(Rollout.Limits.of(5, "25%", "25%")).isEqualTo(new Rollout.Limits(5, 2, 1));
        assertThat(Rollout.Limits.of(1, "0", "25%")).isEqualTo(new Rollout.Limits(1, 0, 1));
        assertThat(Rollout.Limits.of(3, "1", "100%")).isEqualTo(new Rollout.Limits(3, 1, 3));
    }

    @Test
    void growsTheNewSetAsFarAsTheSurgeAllows() {
        Rollout.Limits limits = new Rollout.Limits(4, 1, 1);
        assertThat(Rollout.growNew(limits, 0, 4)).isEqualTo(1);
        assertThat(Rollout.growNew(limits, 1, 5)).isEqualTo(1);
        assertThat(Rollout.growNew(limits, 3, 3)).isEqualTo(4);
        assertThat(Rollout.growNew(limits, 6, 6)).isEqualTo(4);
    }

    @Test
    void removesUnhealthyOldPodsFirst() {
        Rollout.Limits limits = new Rollout.Limits(10, 2, 2);
        Rollout.Member newSet = new Rollout.Member("new", 2, 0, 12, 1);
        Rollout.Member old = new Rollout.Member("old", 10, 8, 12, 0);
        assertThat(Rollout.shrinkOld(limits, newSet, List.of(old))).containsEntry("old", 8);
    }

    @Test
    void sharesAChangeOfSizeByProportionAndGivesTheRestToTheLargest() {
        Rollout.Limits limits = new Rollout.Limits(20, 0, 0);
        List<Rollout.Member> sets =
                List.of(new Rollout.Member("old", 7, 7, 10, 0), new Rollout.Member("new", 3, 3, 10, 1));
        assertThat(Rollout.scaleProportionally(limits, sets))
                .containsEntry("old", 14)
                .containsEntry("new", 6);
        assertThat(Rollout.scaleProportionally(new Rollout.Limits(0, 0, 0), sets))
                .containsEntry("old", 0)
                .containsEntry("new", 0);
    }

    @Test
    void everyRolloutEndsAndKeepsItsLimitsOnTheWay() {
        SplittableRandom random = new SplittableRandom(42);
        for (int round = 0; round < 500; round++) {
            int desired = random.nextInt(1, 30);
            Rollout.Limits limits =
                    Rollout.Limits.of(desired, random.nextInt(0, 60) + "%", random.nextInt(0, 60) + "%");
            int oldSize = desired;
            int newSize = 0;
            int newAvailable = 0;
            int oldAvailable = oldSize;
            for (int step = 0; step < 1000 && (newAvailable < desired || oldSize > 0); step++) {
                int grown = Rollout.growNew(limits, newSize, newSize + oldSize);
                if (grown != newSize) {
                    newSize = grown;
                } else {
                    var sizes = Rollout.shrinkOld(
                            limits,
                            new Rollout.Member("new", newSize, newAvailable, 0, 1),
                            List.of(new Rollout.Member("old", oldSize, oldAvailable, 0, 0)));
                    oldSize = sizes.getOrDefault("old", oldSize);
                    oldAvailable = Math.min(oldAvailable, oldSize);
                }
                assertThat(newSize + oldSize).isLessThanOrEqualTo(limits.mostPods());
                assertThat(newAvailable + oldAvailable).isGreaterThanOrEqualTo(limits.fewestAvailable());
                newAvailable = random.nextBoolean() ? newSize : newAvailable;
            }
            assertThat(List.of(newSize, newAvailable, oldSize))
                    .isEqualTo(new ArrayList<>(List.of(desired, desired, 0)));
        }
    }
}
