package sh.karpenter.local.kubernetes.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.cluster.object.Conditions;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import sh.karpenter.local.kubernetes.cluster.object.Taint;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

final class EmbeddedClusterTest {
    private static final String INFLATE = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: inflate}
        spec:
          replicas: 3
          selector: {matchLabels: {app: inflate}}
          template:
            metadata: {labels: {app: inflate}}
            spec:
              containers:
              - {name: inflate, image: pause, resources: {requests: {cpu: "1", memory: 1Gi}}}
        """;

    private final VirtualCluster cluster = new VirtualCluster();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void explainsWhyPodsArePendingAndBindsThemWhenANodeComes() {
        cluster.node("small", "1", "512Mi");
        cluster.apply(INFLATE);
        cluster.settle();
        String message = "0/1 nodes are available: 1 Insufficient memory. preemption: 0/1 nodes are available:"
                + " 1 Preemption is not helpful for scheduling.";
        assertThat(cluster.pods()).hasSize(3).allSatisfy(pod -> {
            assertThat(Pods.phase(pod)).isEqualTo("Pending");
            assertThat(Conditions.holds(pod, "PodScheduled", "False", "Unschedulable", message))
                    .as(pod.toString())
                    .isTrue();
        });
        assertThat(cluster.events("FailedScheduling")).hasSize(3).containsOnly(message);
        cluster.node("large", "4", "8Gi");
        cluster.pass(Duration.ofSeconds(2));
        assertThat(cluster.pods())
                .hasSize(3)
                .allSatisfy(pod -> assertThat(Pods.nodeName(pod)).isEqualTo("large"));
        assertThat(cluster.events("Scheduled")).hasSize(3);
        ObjectNode deployment = cluster.get(Kinds.DEPLOYMENTS, "inflate");
        assertThat(Tree.number(deployment, 0, "status", "availableReplicas")).isEqualTo(3);
        assertThat(Conditions.isTrue(deployment, "Available")).isTrue();
        assertThat(Conditions.isTrue(deployment, "Progressing")).isTrue();
    }

    @Test
    void saysThatThereAreNoNodes() {
        cluster.apply(INFLATE);
        cluster.settle();
        assertThat(cluster.events("FailedScheduling")).containsOnly("no nodes available to schedule pods");
    }

    @Test
    void scalesUpAndDown() {
        cluster.node("a", "16", "64Gi");
        cluster.apply(INFLATE);
        cluster.settle();
        cluster.scale("inflate", 12);
        cluster.settle();
        assertThat(cluster.bound()).isEqualTo(12);
        cluster.scale("inflate", 1);
        cluster.settle();
        assertThat(cluster.pods()).hasSize(1);
        cluster.scale("inflate", 0);
        cluster.settle();
        assertThat(cluster.pods()).isEmpty();
        assertThat(cluster.events("ScalingReplicaSet"))
                .anyMatch(message -> message.matches("Scaled up replica set inflate-\\w{10} from 0 to 3"))
                .anyMatch(message -> message.matches("Scaled up replica set inflate-\\w{10} from 3 to 12"))
                .anyMatch(message -> message.matches("Scaled down replica set inflate-\\w{10} from 12 to 1"));
    }

    @Test
    void rollsOutANewTemplateAndKeepsTheOldSetForUndo() {
        cluster.node("a", "16", "64Gi");
        cluster.apply(INFLATE);
        cluster.settle();
        ObjectKey key = new ObjectKey(Kinds.DEPLOYMENTS, "default", "inflate");
        cluster.access()
                .mergePatch(
                        key,
                        null,
                        Tree.object(
                                "spec",
                                Tree.object(
                                        "template",
                                        Tree.object(
                                                "metadata", Tree.object("annotations", Map.of("restarted", "yes"))))));
        cluster.pass(Duration.ofSeconds(5));
        assertThat(cluster.pods())
                .hasSize(3)
                .allSatisfy(
                        pod -> assertThat(Metadata.annotation(pod, "restarted")).isEqualTo("yes"));
        assertThat(cluster.access().list(Kinds.REPLICA_SETS, "default"))
                .extracting(set -> Tree.number(set, -1, "spec", "replicas"))
                .containsExactlyInAnyOrder(0L, 3L);
        ObjectNode deployment = cluster.get(Kinds.DEPLOYMENTS, "inflate");
        assertThat(Metadata.annotation(deployment, "deployment.kubernetes.io/revision"))
                .isEqualTo("2");
        assertThat(Tree.number(deployment, 0, "status", "updatedReplicas")).isEqualTo(3);
        assertThat(Tree.number(deployment, 0, "status", "observedGeneration"))
                .isEqualTo(Metadata.generation(deployment));
    }

    @Test
    void removesEverythingADeletedDeploymentOwned() {
        cluster.node("a", "16", "64Gi");
        cluster.apply(INFLATE);
        cluster.settle();
        ObjectKey key = new ObjectKey(Kinds.DEPLOYMENTS, "default", "inflate");
        cluster.access().delete(key, null, "Background", null);
        cluster.settle();
        assertThat(cluster.access().list(Kinds.REPLICA_SETS)).isEmpty();
        assertThat(cluster.pods()).isEmpty();
    }

    @Test
    void deletesDependentsBeforeTheirOwnerInTheForeground() {
        cluster.withoutKubelets();
        cluster.node("a", "16", "64Gi");
        cluster.apply(INFLATE);
        cluster.settle();
        cluster.access().delete(new ObjectKey(Kinds.DEPLOYMENTS, "default", "inflate"), null, "Foreground", null);
        cluster.settle();
        assertThat(cluster.find(Kinds.DEPLOYMENTS, "inflate")).isNotNull();
        assertThat(cluster.pods()).hasSize(3).allMatch(Metadata::terminating);
        cluster.pods().forEach(pod -> cluster.access().delete(Metadata.key(Kinds.PODS, pod), 0L, null, null));
        cluster.settle();
        assertThat(cluster.find(Kinds.DEPLOYMENTS, "inflate")).isNull();
        assertThat(cluster.access().list(Kinds.REPLICA_SETS)).isEmpty();
    }

    @Test
    void leavesOrphansAlone() {
        cluster.node("a", "16", "64Gi");
        cluster.apply(INFLATE);
        cluster.settle();
        cluster.access().delete(new ObjectKey(Kinds.DEPLOYMENTS, "default", "inflate"), null, "Orphan", null);
        cluster.settle();
        assertThat(cluster.find(Kinds.DEPLOYMENTS, "inflate")).isNull();
        assertThat(cluster.access().list(Kinds.REPLICA_SETS))
                .hasSize(1)
                .allSatisfy(set -> assertThat(Metadata.owners(set)).isEmpty());
        assertThat(cluster.pods()).hasSize(3);
    }

    @Test
    void showsACordonAsATaint() {
        cluster.node("a", "16", "64Gi");
        cluster.settle();
        cluster.access()
                .mergePatch(
                        new ObjectKey(Kinds.NODES, "", "a"),
                        null,
                        Tree.object("spec", Tree.object("unschedulable", true)));
        cluster.settle();
        assertThat(Taint.of(cluster.get(Kinds.NODES, "a"), "spec", "taints"))
                .containsExactly(new Taint("node.kubernetes.io/unschedulable", "", "NoSchedule"));
        cluster.apply(INFLATE);
        cluster.settle();
        assertThat(cluster.events("FailedScheduling"))
                .allMatch(message -> message.startsWith("0/1 nodes are available: 1 node(s) were unschedulable."));
    }

    @Test
    void declaresASilentNodeUnknownAndMovesItsPods() {
        cluster.withoutKubelets();
        cluster.node("a", "16", "64Gi");
        cluster.apply(INFLATE);
        cluster.settle();
        cluster.pass(Duration.ofSeconds(70));
        ObjectNode node = cluster.get(Kinds.NODES, "a");
        assertThat(Conditions.status(node, "Ready")).isEqualTo("Unknown");
        assertThat(Taint.of(node, "spec", "taints"))
                .contains(
                        new Taint("node.kubernetes.io/unreachable", "", "NoSchedule"),
                        new Taint("node.kubernetes.io/unreachable", "", "NoExecute"));
    }

    @Test
    void removesThePodsOfANodeThatIsGone() {
        cluster.node("a", "16", "64Gi");
        cluster.apply(INFLATE);
        cluster.settle();
        List<String> before = cluster.pods().stream().map(Metadata::uid).toList();
        cluster.access().delete(new ObjectKey(Kinds.NODES, "", "a"), null, null, null);
        cluster.node("b", "16", "64Gi");
        cluster.pass(Duration.ofMinutes(1));
        assertThat(cluster.pods()).hasSize(3).allSatisfy(pod -> {
            assertThat(before).doesNotContain(Metadata.uid(pod));
            assertThat(Pods.nodeName(pod)).isEqualTo("b");
        });
    }

    @Test
    void evictsPodsThatDoNotTolerateANoExecuteTaint() {
        cluster.node("a", "16", "64Gi");
        cluster.apply(INFLATE);
        cluster.settle();
        cluster.node("b", "16", "64Gi");
        cluster.access()
                .mergePatch(
                        new ObjectKey(Kinds.NODES, "", "a"),
                        null,
                        Tree.object(
                                "spec",
                                Tree.object("taints", Tree.array(Tree.object("key", "x", "effect", "NoExecute")))));
        cluster.pass(Duration.ofSeconds(3));
        assertThat(cluster.pods())
                .hasSize(3)
                .allSatisfy(pod -> assertThat(Pods.nodeName(pod)).isEqualTo("b"));
        assertThat(cluster.events("TaintManagerEviction")).hasSize(3);
    }

    @Test
    void runsADaemonOnEveryNodeItTolerates() {
        cluster.node("a", "4", "8Gi");
        cluster.node("b", "4", "8Gi");
        cluster.apply("""
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: agent}
            spec:
              selector: {matchLabels: {app: agent}}
              template:
                metadata: {labels: {app: agent}}
                spec:
                  containers: [{name: agent, image: agent}]
            """);
        cluster.settle();
        assertThat(cluster.pods()).extracting(Pods::nodeName).containsExactlyInAnyOrder("a", "b");
        cluster.node("c", "4", "8Gi");
        cluster.settle();
        assertThat(cluster.pods()).extracting(Pods::nodeName).containsExactlyInAnyOrder("a", "b", "c");
        cluster.access().delete(new ObjectKey(Kinds.NODES, "", "a"), null, null, null);
        cluster.pass(Duration.ofMinutes(1));
        assertThat(cluster.pods()).extracting(Pods::nodeName).containsExactlyInAnyOrder("b", "c");
        ObjectNode set = cluster.get(Kinds.DAEMON_SETS, "agent");
        assertThat(Tree.number(set, -1, "status", "desiredNumberScheduled")).isEqualTo(2);
        assertThat(Tree.number(set, -1, "status", "numberAvailable")).isEqualTo(2);
    }

    @Test
    void countsHowManyPodsABudgetCanSpare() {
        cluster.node("a", "16", "64Gi");
        cluster.apply(INFLATE);
        cluster.apply("""
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: inflate}
            spec: {maxUnavailable: 1, selector: {matchLabels: {app: inflate}}}
            """);
        cluster.settle();
        ObjectNode budget = cluster.get(Kinds.BUDGETS, "inflate");
        assertThat(Tree.number(budget, -1, "status", "expectedPods")).isEqualTo(3);
        assertThat(Tree.number(budget, -1, "status", "desiredHealthy")).isEqualTo(2);
        assertThat(Tree.number(budget, -1, "status", "disruptionsAllowed")).isEqualTo(1);
        assertThat(Conditions.isTrue(budget, "DisruptionAllowed")).isTrue();
    }

    @Test
    void emptiesADeletedNamespace() {
        cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: demo}}");
        cluster.settle();
        assertThat(cluster.access().get(new ObjectKey(Kinds.SERVICE_ACCOUNTS, "demo", "default")))
                .isNotNull();
        cluster.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: x, namespace: demo}}");
        cluster.access().delete(new ObjectKey(Kinds.NAMESPACES, "", "demo"), null, null, null);
        cluster.pass(Duration.ofSeconds(3));
        assertThat(cluster.access().get(new ObjectKey(Kinds.NAMESPACES, "", "demo")))
                .isNull();
        assertThat(cluster.access().list(Kinds.CONFIG_MAPS, "demo")).isEmpty();
    }
}
