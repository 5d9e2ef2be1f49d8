package sh.karpenter.local.kubernetes.cluster.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

final class ScaleDownOrderTest {
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

    private static ObjectNode pod(String name, String node, String phase, boolean ready, Duration age) {
        String created = NOW.minus(age).toString();
        return Tree.object(
                "metadata", Tree.object("name", name, "uid", name, "creationTimestamp", created),
                "spec", Tree.object("nodeName", node),
                "status",
                        Tree.object(
                                "phase",
                                phase,
                                "conditions",
                                Tree.array(Tree.object(
                                        "type",
                                        "Ready",
                                        "status",
                                        ready ? "True" : "False",
                                        "lastTransitionTime",
                                        created))));
    }

    private static List<String> victims(int count, ObjectNode... pods) {
        return ScaleDownOrder.victims(List.of(pods), List.of(pods), count, NOW).stream()
                .map(Metadata::name)
                .toList();
    }

    @Test
    void givesUpPodsInTheOrderOfHowLittleTheyAreWorth() {
        Duration age = Duration.ofMinutes(10);
        ObjectNode unbound = pod("unbound", "", "Pending", false, age);
        ObjectNode pending = pod("pending", "a", "Pending", false, age);
        ObjectNode notReady = pod("notready", "a", "Running", false, age);
        ObjectNode ready = pod("ready", "b", "Running", true, age);
        assertThat(victims(3, ready, notReady, pending, unbound)).containsExactly("unbound", "pending", "notready");
    }

    @Test
    void emptiesTheNodeWithMorePodsAndTakesTheYoungestThere() {
        ObjectNode alone = pod("alone", "b", "Running", true, Duration.ofSeconds(5));
        ObjectNode old = pod("old", "a", "Running", true, Duration.ofMinutes(30));
        ObjectNode young = pod("young", "a", "Running", true, Duration.ofMinutes(2));
        assertThat(victims(2, alone, old, young)).containsExactly("young", "old");
    }

    @Test
    void obeysTheDeletionCost() {
        ObjectNode cheap = pod("cheap", "a", "Running", true, Duration.ofMinutes(30));
        Tree.child(Tree.child(cheap, "metadata"), "annotations")
                .put("controller.kubernetes.io/pod-deletion-cost", "-5");
        ObjectNode young = pod("young", "a", "Running", true, Duration.ofMinutes(2));
        assertThat(victims(1, young, cheap)).containsExactly("cheap");
    }

    /// With each pod's own uid between different times, the order of 5,000 pods was none: the sort gave up.
    @Test
    void isOneOrderHoweverManyPodsShareATime() {
        var random = new SplittableRandom(7);
        List<ObjectNode> pods = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            boolean ready = random.nextInt(3) > 0;
            Duration age = Duration.ofSeconds(1 + random.nextInt(20));
            pods.add(pod("pod-" + random.nextLong(), "node-" + random.nextInt(4), "Running", ready, age));
        }
        List<String> ages = ages(ScaleDownOrder.victims(pods, pods, 3_000, NOW));
        Collections.reverse(pods);
        // Of pods of one time any may go; which times go may not depend on where the pods stood.
        assertThat(ages(ScaleDownOrder.victims(pods, pods, 3_000, NOW))).isEqualTo(ages);
    }

    private static List<String> ages(List<ObjectNode> pods) {
        return pods.stream()
                .map(pod -> pod.at("/status/conditions/0").toString())
                .sorted()
                .toList();
    }
}
