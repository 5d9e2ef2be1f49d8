package sh.karpenter.core.scheduling.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Given.given;
import static sh.karpenter.core.testing.PodBuilder.pod;
import static sh.karpenter.core.testing.PodBuilder.pods;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.TopologySpread;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.testing.Given;
import sh.karpenter.core.testing.PodBuilder;

/// Placing like pods by count decides what placing them one by one decides, over generated clusters; the option
/// `checked` places one by one.
class LikePodsLaws {
    private static final int PROBLEMS = 60;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void countingDecidesWhatGoingOneByOneDecides(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < PROBLEMS; i++) {
            Given given = problem(random);
            SchedulingResult counted = solve(given, false, Integer.MAX_VALUE);
            SchedulingResult oneByOne = solve(given, true, Integer.MAX_VALUE);

            assertThat(counted).as("problem %d of seed %d", i, seed).isEqualTo(oneByOne);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7})
    void aDeadlineStopsBothAtTheSamePod(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < PROBLEMS; i++) {
            Given given = problem(random);
            int polls = random.nextInt(60);
            SchedulingResult counted = solve(given, false, polls);
            SchedulingResult oneByOne = solve(given, true, polls);

            assertThat(counted).as("problem %d of seed %d", i, seed).isEqualTo(oneByOne);
        }
    }

    private static SchedulingResult solve(Given given, boolean checked, int polls) {
        SchedulingProblem problem = given.options(options(checked)).problem();
        return Scheduler.solve(problem, new Polls(polls));
    }

    private static SchedulingOptions options(boolean checked) {
        SchedulingOptions defaults = SchedulingOptions.defaults();
        return new SchedulingOptions(
                defaults.preferences(),
                defaults.minValues(),
                defaults.reservations(),
                defaults.reservedCapacity(),
                defaults.ignoreDynamicResources(),
                defaults.defaultSpread(),
                defaults.consolidation(),
                defaults.instanceTypeLimit(),
                checked);
    }

    /// Passes after so many questions.
    private static final class Polls implements Deadline {
        private int left;

        Polls(int left) {
            this.left = left;
        }

        @Override
        public boolean passed() {
            if (left > 0) {
                left--;
                return false;
            }
            return true;
        }
    }

    private static Given problem(Random random) {
        Given given = given().pool("default");
        if (random.nextBoolean()) {
            given.pool("few", 10, List.of(), Resources.none().with("cpu", random.nextInt(60) * Resources.CORE));
        }
        for (int n = random.nextInt(6); n > 0; n--) {
            given.node("n" + n, zone(random), String.valueOf(1 + random.nextInt(8)), "16Gi");
        }
        if (random.nextInt(3) == 0) {
            given.daemonSet("agent", pod("agent").cpu("300m").shape());
        }
        var all = new ArrayList<Pod>();
        int workloads = 1 + random.nextInt(5);
        for (int w = 0; w < workloads; w++) {
            // Many of one size, so that workloads stand among each other in the queue.
            int count = random.nextInt(4) == 0 ? 150 : 1 + random.nextInt(40);
            PodBuilder like = pod("w" + w)
                    .label("app", "w" + w)
                    .cpu(random.nextBoolean() ? "500m" : (1 + random.nextInt(30)) * 100 + "m")
                    .age(random.nextInt(3));
            all.addAll(pods(count, special(random, like, w)));
        }
        return given.pods(all);
    }

    private static PodBuilder special(Random random, PodBuilder like, int workload) {
        return switch (random.nextInt(17)) {
            case 0 -> like.spread(LabelKeys.ZONE, 1);
            case 1 -> like.apart(LabelKeys.HOSTNAME, "w" + workload);
            case 2 -> like.apart(LabelKeys.ZONE, "w" + (workload + 1));
            case 3 -> like.nodeSelector(LabelKeys.ZONE, zone(random));
            case 4 -> like.prefers(1, LabelKeys.ZONE, Operator.IN, "nowhere");
            case 5 -> like.hostPort(80);
            case 6 -> like.nodeSelector("no.such/label", "x");
            case 7 -> like.spread(LabelKeys.HOSTNAME, 1 + random.nextInt(3));
            case 8 -> like.near(LabelKeys.HOSTNAME, "w" + random.nextInt(workload + 1));
            case 10 ->
                like.spread(new TopologySpread(
                        1, LabelKeys.HOSTNAME, false, PodBuilder.selector("app", "w0"), null, true, false, List.of()));
            case 9 -> like.apart(LabelKeys.HOSTNAME, "w" + random.nextInt(workload + 1));
            default -> like;
        };
    }

    private static String zone(Random random) {
        return List.of("a", "b", "c").get(random.nextInt(3));
    }
}
