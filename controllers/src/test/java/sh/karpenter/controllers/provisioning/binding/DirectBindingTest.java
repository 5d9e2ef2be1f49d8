package sh.karpenter.controllers.provisioning.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Given.given;
import static sh.karpenter.core.testing.PodBuilder.pod;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.node.Condition;
import sh.karpenter.core.model.node.Node;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.taint.TaintEffect;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.StorageClass;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.testing.Given;

class DirectBindingTest {
    private final PlannedPods plans = new PlannedPods();

    @Test
    void waitsUntilTheMachineIsReady() {
        Pod web = pod("web").cpu("1").build();
        plans.planned("n1", List.of(web));
        Given cluster = given().pool("default").node("n1", "a", "2", "4Gi").pods(web);

        var before = decide(cluster.problem().cluster());
        assertThat(before.bind()).isEmpty();
        assertThat(before.waiting()).isTrue();

        var after = decide(ready(cluster));
        assertThat(after.bind()).isEqualTo(Map.of("n1", List.of(web)));
        assertThat(after.leave()).isEmpty();
    }

    @Test
    void bindsOnlyAsManyPodsAsFitAndLeavesTheRestToTheScheduler() {
        List<Pod> three = List.of(
                pod("a").cpu("1").build(),
                pod("b").cpu("1").build(),
                pod("c").cpu("1").build());
        plans.planned("n1", three);

        var decision =
                decide(ready(given().pool("default").node("n1", "a", "2", "4Gi").pods(three)));

        assertThat(decision.bind()).containsOnlyKeys("n1");
        assertThat(decision.bind().get("n1")).hasSize(2);
        assertThat(decision.leave())
                .hasSize(1)
                .doesNotContainAnyElementsOf(decision.bind().get("n1"));
    }

    @Test
    void bindsNothingPastATaintThatIsNotTolerated() {
        Pod web = pod("web").cpu("1").build();
        plans.planned("n1", List.of(web));
        var labels = new TreeMap<>(Map.of(LabelKeys.HOSTNAME, "n1"));
        var taints = List.of(new Taint("dedicated", "db", TaintEffect.NO_SCHEDULE));

        var decision = decide(ready(
                given().pool("default").node("n1", labels, taints, "2", "4Gi").pods(web)));

        assertThat(decision.bind().getOrDefault("n1", List.of())).isEmpty();
        assertThat(decision.leave()).containsExactly(web);
    }

    @Test
    void countsWhatItBoundThoughThePictureDoesNotShowItYet() {
        Pod first = pod("first").cpu("2").build();
        Pod second = pod("second").cpu("1").build();
        plans.planned("n1", List.of(first, second));
        plans.bound(first);

        var decision =
                decide(ready(given().pool("default").node("n1", "a", "2", "4Gi").pods(first, second)));

        assertThat(decision.bind().getOrDefault("n1", List.of())).isEmpty();
        assertThat(decision.leave()).containsExactly(second);
    }

    @Test
    void keepsPodsApartThatItBindsInOnePass() {
        Pod one = pod("one")
                .label("app", "db")
                .cpu("1")
                .apart(LabelKeys.ZONE, "db")
                .build();
        Pod two = pod("two")
                .label("app", "db")
                .cpu("1")
                .apart(LabelKeys.ZONE, "db")
                .build();
        plans.planned("n1", List.of(one));
        plans.planned("n2", List.of(two));

        var decision = decide(ready(given().pool("default")
                .node("n1", "a", "2", "4Gi")
                .node("n2", "a", "2", "4Gi")
                .pods(one, two)));

        assertThat(decision.bind().get("n1")).containsExactly(one);
        assertThat(decision.bind().get("n2")).isEmpty();
        assertThat(decision.leave()).containsExactly(two);
    }

    @Test
    void leavesPodsWithVolumesThatAreNotBoundToTheScheduler() {
        Pod database = pod("db").cpu("1").volume("data").build();
        plans.planned("n1", List.of(database));

        var decision = decide(ready(given().pool("default")
                .node("n1", "a", "2", "4Gi")
                .claim("data", new StorageClass("gp3", "ebs.csi.aws.com", false, List.of()))
                .pods(database)));

        assertThat(decision.bind()).isEmpty();
        assertThat(decision.leave()).containsExactly(database);
    }

    @Test
    void forgetsPodsThatDoNotWaitAnyMoreAndMachinesThatAreGone() {
        Pod gone = pod("gone").cpu("1").build();
        Pod web = pod("web").cpu("1").build();
        plans.planned("n1", List.of(gone));
        plans.planned("vanished", List.of(web));

        var decision =
                decide(ready(given().pool("default").node("n1", "a", "2", "4Gi").pods(web)));

        assertThat(decision.bind()).isEmpty();
        assertThat(decision.leave()).containsExactlyInAnyOrder(gone, web);
        assertThat(decision.waiting()).isFalse();
    }

    @Test
    void aLaterPlanTakesThePlaceOfAnEarlierOne() {
        Pod web = pod("web").cpu("1").build();
        plans.planned("n1", List.of(web));
        plans.planned("n2", List.of(web));

        var decision = decide(ready(given().pool("default")
                .node("n1", "a", "2", "4Gi")
                .node("n2", "b", "2", "4Gi")
                .pods(web)));

        assertThat(decision.bind()).isEqualTo(Map.of("n2", List.of(web)));
    }

    private DirectBinding.Decision decide(ClusterSnapshot cluster) {
        return DirectBinding.decide(
                cluster,
                plans.byMachine(),
                given().pool("default").problem().pools(),
                LabelVocabulary.core(),
                SchedulingOptions.defaults(),
                Given.NOW);
    }

    /// The cluster with all nodes Ready.
    private static ClusterSnapshot ready(Given given) {
        ClusterSnapshot cluster = given.problem().cluster();
        var nodes = cluster.nodes().stream().map(DirectBindingTest::ready).toList();
        return new ClusterSnapshot(
                cluster.generation(),
                nodes,
                cluster.pendingPods(),
                cluster.nodePools(),
                cluster.daemonSets(),
                cluster.podDisruptionBudgets(),
                cluster.namespaces(),
                cluster.volumes(),
                cluster.volumeClaims(),
                cluster.storageClasses());
    }

    private static ClusterNode ready(ClusterNode machine) {
        Node node = Objects.requireNonNull(machine.node());
        var conditions = new TreeMap<String, Condition>(
                Map.of("Ready", new Condition("Ready", "True", "KubeletReady", "", Given.NOW, 0)));
        return new ClusterNode(
                new Node(
                        node.name(),
                        node.uid(),
                        node.created(),
                        node.deletion(),
                        node.providerId(),
                        node.labels(),
                        node.annotations(),
                        node.taints(),
                        node.capacity(),
                        node.allocatable(),
                        conditions,
                        node.csiLimits()),
                machine.claim(),
                machine.pods(),
                machine.markedForDeletion(),
                machine.nominatedUntil());
    }
}
