package sh.karpenter.core.scheduling.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Given.given;
import static sh.karpenter.core.testing.PodBuilder.pod;
import static sh.karpenter.core.testing.PodBuilder.pods;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelSelector;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.TopologySpread;
import sh.karpenter.core.model.workload.WorkloadSelector.Kind;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.testing.Given;
import sh.karpenter.core.testing.PodBuilder;

/// Which pods get the default spread constraints, and which pods these count.
class DefaultSpreadTest {
    private static final TopologySpread OVER_ZONES =
            new TopologySpread(1, LabelKeys.ZONE, false, null, null, true, false, List.of());

    @Test
    void podsOfAServiceAreSpread() {
        var given = given().pool("default")
                .selector(Kind.SERVICE, "web", labels("app", "web"))
                .pods(pods(3, pod("web").cpu("100m")));

        assertThat(given.solve().newNodeClaims()).hasSize(1);
        assertThat(given.options(spread(OVER_ZONES)).solve().newNodeClaims()).hasSize(3);
    }

    @Test
    void aPodThatNothingSelectsIsLeftAsItIs() {
        assertThat(counted(given().selector(Kind.SERVICE, "db", labels("app", "db")), pod("web")))
                .isNull();
    }

    @Test
    void aPodWithConstraintsOfItsOwnKeepsThem() {
        var problem = given().selector(Kind.SERVICE, "web", labels("app", "web"))
                .options(spread(OVER_ZONES))
                .problem();
        Pod own = pod("web").spread(LabelKeys.HOSTNAME, 2).build();

        assertThat(defaults(problem).shape(own).topologySpread())
                .extracting(TopologySpread::topologyKey)
                .containsExactly(LabelKeys.HOSTNAME);
    }

    @Test
    void servicesTogetherSelectByAllTheirLabelsAndTheLastByNameWins() {
        var given = given().selector(Kind.SERVICE, "b", labels("tier", "front", "app", "web"))
                .selector(Kind.SERVICE, "a", labels("app", "web"))
                .selector(Kind.SERVICE, "empty", labels())
                .selector(Kind.SERVICE, "other", labels("app", "db"));

        assertThat(counted(given, pod("web").label("tier", "front"))).isEqualTo(labels("app", "web", "tier", "front"));
    }

    @Test
    void theReplicaSetThatManagesThePodNarrowsFurther() {
        var narrowed = new LabelSelector(
                new TreeMap<>(Map.of("hash", "1")), List.of(LabelExpression.of("canary", Operator.DOES_NOT_EXIST)));
        var given = given().selector(Kind.SERVICE, "web", labels("app", "web"))
                .selector(Kind.REPLICA_SET, "web-1", narrowed);

        assertThat(counted(given, pod("web").ownedBy("apps/v1", "ReplicaSet", "web-1")))
                .isEqualTo(new LabelSelector(
                        new TreeMap<>(Map.of("app", "web")),
                        List.of(
                                LabelExpression.of("hash", Operator.IN, "1"),
                                LabelExpression.of("canary", Operator.DOES_NOT_EXIST))));
    }

    @Test
    void aStatefulSetAloneIsEnough() {
        var given = given().selector(Kind.STATEFUL_SET, "db", labels("app", "db"));

        assertThat(counted(given, pod("db").ownedBy("apps/v1", "StatefulSet", "db")))
                .isEqualTo(new LabelSelector(new TreeMap<>(), List.of(LabelExpression.of("app", Operator.IN, "db"))));
    }

    @Test
    void aReplicationControllersLabelsBeatThoseOfServices() {
        var given = given().selector(Kind.SERVICE, "web", labels("app", "web"))
                .selector(Kind.REPLICATION_CONTROLLER, "web", labels("app", "old"));

        assertThat(counted(given, pod("web").ownedBy("v1", "ReplicationController", "web")))
                .isEqualTo(labels("app", "old"));
    }

    @Test
    void anOwnerOfAnotherKindOrThatIsGoneAddsNothing() {
        var given = given().selector(Kind.REPLICA_SET, "web", labels("app", "web"));

        assertThat(counted(given, pod("web").ownedBy("batch/v1", "Job", "web"))).isNull();
        assertThat(counted(given, pod("web").ownedBy("apps/v1", "ReplicaSet", "gone")))
                .isNull();
    }

    @Test
    void aDefaultThatIsOnlyWantedIsGivenUpLikeAnyOther() {
        var wanted = new TopologySpread(1, LabelKeys.ZONE, true, null, null, true, false, List.of());
        var result = given().pool("default")
                .selector(Kind.SERVICE, "web", labels("app", "web"))
                .options(spread(wanted))
                .pods(pods(3, pod("web").cpu("100m").nodeSelector(LabelKeys.ZONE, "a")))
                .solve();

        assertThat(result.rejected()).isEmpty();
    }

    private static @Nullable LabelSelector counted(Given given, PodBuilder pod) {
        var problem = given.options(spread(OVER_ZONES)).problem();
        List<TopologySpread> spread = defaults(problem).shape(pod.build()).topologySpread();
        assertThat(spread).hasSizeLessThanOrEqualTo(1);
        return spread.isEmpty() ? null : spread.getFirst().selector();
    }

    private static DefaultSpread defaults(SchedulingProblem problem) {
        return new DefaultSpread(problem.options().defaultSpread(), problem.cluster());
    }

    private static SchedulingOptions spread(TopologySpread constraint) {
        var defaults = SchedulingOptions.defaults();
        return new SchedulingOptions(
                defaults.preferences(),
                defaults.minValues(),
                defaults.reservations(),
                true,
                true,
                List.of(constraint),
                false,
                600,
                true);
    }

    private static LabelSelector labels(String... keysAndValues) {
        var labels = new TreeMap<String, String>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            labels.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new LabelSelector(labels, List.of());
    }
}
