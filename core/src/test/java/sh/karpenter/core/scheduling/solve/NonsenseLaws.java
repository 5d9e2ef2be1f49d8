package sh.karpenter.core.scheduling.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Given.given;
import static sh.karpenter.core.testing.PodBuilder.pod;
import static sh.karpenter.core.testing.PodBuilder.pods;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.TopologySpread;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.testing.Given;
import sh.karpenter.core.testing.PodBuilder;

/// The solve ends for every input and loses no pod, whatever providers and callers put into it. Seeded.
class NonsenseLaws {
    private static final int ROUNDS = Integer.getInteger("nonsense.rounds", 300);
    private static final List<String> OPERATORS =
            List.of("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Gte", "Lte", "", "Inn");
    private static final List<String> KEYS = List.of(
            LabelKeys.ZONE,
            LabelKeys.HOSTNAME,
            LabelKeys.INSTANCE_TYPE,
            LabelKeys.CAPACITY_TYPE,
            "team",
            "",
            "a b/c d");
    private static final List<String> VALUES =
            List.of("a", "b", "small", "spot", "", "5", "-1", "9223372036854775807", "-9223372036854775808", "1e9");
    private static final long[] AMOUNTS = {0, 1, -1, 1_000_000_000L, 64L << 30, Long.MAX_VALUE, Long.MIN_VALUE};
    private static final double[] PRICES = {
        0, 0.1, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MAX_VALUE
    };

    @Test
    void everySolveEndsAndLosesNoPod() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            var random = new Random(seed);
            SchedulingProblem problem = problem(random);
            SchedulingResult result = Scheduler.solve(problem, () -> false);

            assertThat(uids(result))
                    .as("seed " + seed)
                    .containsExactlyInAnyOrderElementsOf(
                            problem.pods().stream().map(Pod::uid).toList());
        }
    }

    @Test
    void podsThatMakeSenseAreDecidedAsIfTheOthersWereNotThere() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            var random = new Random(seed);
            List<Pod> sane = pods(5, pod("sane").cpu("1").memory("1Gi"));
            List<Pod> bad = List.of(pod("bad")
                    .requires(new LabelExpression(LabelKeys.ZONE, "Inn", List.of(pick(VALUES, random)), null))
                    .label("app", "sane")
                    .build());

            var alone = Scheduler.solve(given().pool("default").pods(sane).problem(), () -> false);
            var together =
                    Scheduler.solve(given().pool("default").pods(sane).pods(bad).problem(), () -> false);

            assertThat(together.newNodeClaims()).isEqualTo(alone.newNodeClaims());
            assertThat(together.ignored()).hasSize(1);
        }
    }

    private static List<String> uids(SchedulingResult result) {
        var uids = new ArrayList<String>();
        result.newNodeClaims().forEach(claim -> claim.pods().forEach(pod -> uids.add(pod.uid())));
        result.existing().values().forEach(pods -> pods.forEach(pod -> uids.add(pod.uid())));
        for (var others : List.of(result.rejected(), result.ignored(), result.deferred())) {
            others.sequencedKeySet().forEach(pod -> uids.add(pod.uid()));
        }
        return uids;
    }

    private static SchedulingProblem problem(Random random) {
        Given given = given();
        var types = new ArrayList<InstanceType>(Given.standardTypes());
        for (int i = random.nextInt(4); i > 0; i--) {
            types.add(type("odd-" + i, random));
        }
        given.types(types.toArray(InstanceType[]::new));
        given.pool("default");
        for (int i = random.nextInt(2); i > 0; i--) {
            given.pool("odd-" + i, expression(random));
        }
        given.daemonSet("odd", odd("daemon", random).shape());
        for (int i = random.nextInt(6); i > 0; i--) {
            given.pods(pods(1 + random.nextInt(3), odd("odd-" + i, random)));
        }
        return given.pods(pods(3, pod("sane").cpu("1"))).problem();
    }

    private static PodBuilder odd(String name, Random random) {
        PodBuilder pod = pod(name);
        if (random.nextBoolean()) {
            pod.requires(expression(random), expression(random));
        }
        if (random.nextBoolean()) {
            pod.prefers(random.nextInt(), pick(KEYS, random), Operator.IN, pick(VALUES, random));
        }
        if (random.nextBoolean()) {
            pod.nodeSelector(pick(KEYS, random), pick(VALUES, random));
        }
        if (random.nextBoolean()) {
            pod.spread(new TopologySpread(
                    random.nextInt(5) - 2,
                    pick(KEYS, random),
                    random.nextBoolean(),
                    null,
                    random.nextBoolean() ? null : random.nextInt(5) - 2,
                    random.nextBoolean(),
                    random.nextBoolean(),
                    List.of(pick(KEYS, random))));
        }
        if (random.nextBoolean()) {
            pod.apart(pick(KEYS, random), name).near(pick(KEYS, random), pick(List.of(name, "sane", "nobody"), random));
        }
        if (random.nextBoolean()) {
            pod.volume("missing").hostPort(random.nextInt());
        }
        return pod;
    }

    private static LabelExpression expression(Random random) {
        var values = new ArrayList<String>();
        for (int i = random.nextInt(3); i > 0; i--) {
            values.add(pick(VALUES, random));
        }
        return new LabelExpression(
                pick(KEYS, random), pick(OPERATORS, random), values, random.nextBoolean() ? null : random.nextInt());
    }

    private static InstanceType type(String name, Random random) {
        InstanceType like = Given.type(name, "2", "8Gi");
        var offerings = new ArrayList<Offering>();
        for (Offering offering : like.offerings()) {
            if (random.nextInt(3) > 0) {
                offerings.add(new Offering(
                        random.nextInt(5) == 0 ? Requirements.of() : offering.requirements(),
                        PRICES[random.nextInt(PRICES.length)],
                        random.nextBoolean(),
                        random.nextInt(),
                        random.nextBoolean() ? null : amounts(random),
                        null));
            }
        }
        return new InstanceType(
                name,
                random.nextInt(5) == 0 ? Requirements.of() : like.requirements(),
                offerings,
                amounts(random),
                amounts(random),
                new TreeMap<>());
    }

    private static Resources amounts(Random random) {
        var amounts = new TreeMap<String, Long>();
        for (String resource : List.of("cpu", "memory", "pods", "hugepages-2Mi")) {
            if (random.nextInt(4) > 0) {
                amounts.put(resource, AMOUNTS[random.nextInt(AMOUNTS.length)]);
            }
        }
        return new Resources(amounts);
    }

    private static String pick(List<String> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}
