package sh.karpenter.core.model.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Given.NOW;
import static sh.karpenter.core.testing.PodBuilder.pod;
import static sh.karpenter.core.testing.PodBuilder.selector;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelSelector;

/// Which budgets keep a pod from being evicted, now or always.
class PodDisruptionBudgetsTest {
    private static final LabelSelector ALL = new LabelSelector(new TreeMap<>(), List.of());
    private static final Pod WEB = pod("web").on("n1").build();

    private static PodDisruptionBudget budget(
            String name, @Nullable LabelSelector selector, @Nullable String min, @Nullable String max, int allowed) {
        return new PodDisruptionBudget("default", name, selector, min, max, allowed, false);
    }

    private static List<String> now(Pod pod, PodDisruptionBudget... budgets) {
        return new PodDisruptionBudgets(List.of(budgets))
                .blockingNow(pod, NOW).stream().map(PodDisruptionBudget::name).toList();
    }

    private static boolean always(PodDisruptionBudget budget) {
        return !new PodDisruptionBudgets(List.of(budget))
                .blockingAlways(WEB, NOW)
                .isEmpty();
    }

    @Test
    void aBudgetBlocksWhileItAllowsNoDisruption() {
        assertThat(now(WEB, budget("web", selector("app", "web"), null, "1", 0)))
                .containsExactly("web");
        assertThat(now(WEB, budget("web", selector("app", "web"), null, "1", 1)))
                .isEmpty();
    }

    @Test
    void anEmptySelectorMatchesAllPodsOfTheNamespaceAndAMissingOneNone() {
        assertThat(now(WEB, budget("all", ALL, null, "1", 0))).containsExactly("all");
        assertThat(now(WEB, budget("none", null, null, "1", 0))).isEmpty();
        assertThat(now(WEB, budget("other", selector("app", "db"), null, "1", 0)))
                .isEmpty();
        assertThat(now(pod("web").namespace("elsewhere").on("n1").build(), budget("all", ALL, null, "1", 0)))
                .isEmpty();
    }

    @Test
    void severalMatchingBudgetsBlockWhateverTheyAllow() {
        assertThat(now(WEB, budget("a", ALL, null, "1", 5), budget("b", selector("app", "web"), null, "1", 5)))
                .containsExactly("a", "b");
    }

    @Test
    void aPodThatWouldNotBeEvictedIsNeverBlocked() {
        var all = budget("all", ALL, null, "0", 0);

        assertThat(now(pod("web").on("n1").deletion(NOW).build(), all)).isEmpty();
        assertThat(now(pod("web").on("n1").ofNode("n1").build(), all)).isEmpty();
        assertThat(now(
                        pod("web")
                                .on("n1")
                                .annotation(LabelKeys.DO_NOT_DISRUPT, "true")
                                .build(),
                        all))
                .isEmpty();
    }

    @Test
    void unhealthyPodsMayGoWhereTheBudgetAlwaysAllowsThat() {
        var budget = new PodDisruptionBudget("default", "web", ALL, null, "1", 0, true);

        assertThat(now(pod("web").on("n1").ready(false).build(), budget)).isEmpty();
        assertThat(now(pod("web").on("n1").ready(true).build(), budget)).containsExactly("web");
        assertThat(now(WEB, budget)).containsExactly("web");
    }

    @Test
    void aBudgetNeverAllowsAnythingOnlyAsZeroUnavailableOrAllAvailableInPercent() {
        assertThat(always(budget("b", ALL, null, "0", 9))).isTrue();
        assertThat(always(budget("b", ALL, null, "0%", 9))).isTrue();
        assertThat(always(budget("b", ALL, "100%", null, 9))).isTrue();
        assertThat(always(budget("b", ALL, "100", null, 0))).isFalse();
        assertThat(always(budget("b", ALL, null, "1", 0))).isFalse();
        assertThat(always(budget("b", ALL, "99%", null, 0))).isFalse();
    }
}
