package sh.karpenter.local.kubernetes.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.cluster.object.Conditions;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

final class WorkloadsTest {
    private final VirtualCluster cluster = new VirtualCluster();

    @BeforeEach
    void addANode() {
        cluster.node("a", "16", "64Gi");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void runsAJobToItsEnd() {
        cluster.apply("""
            apiVersion: batch/v1
            kind: Job
            metadata: {name: sum}
            spec:
              completions: 3
              parallelism: 2
              template:
                spec: {restartPolicy: Never, containers: [{name: c, image: sum}]}
            """);
        cluster.pass(Duration.ofSeconds(5));
        ObjectNode job = cluster.get(Kinds.JOBS, "sum");
        assertThat(Tree.number(job, 0, "status", "succeeded")).isEqualTo(3);
        assertThat(Conditions.isTrue(job, "Complete")).isTrue();
        assertThat(Conditions.isTrue(job, "SuccessCriteriaMet")).isTrue();
        assertThat(cluster.pods()).hasSize(3).allSatisfy(pod -> {
            assertThat(Metadata.finalizers(pod)).isEmpty();
            assertThat(Pods.phase(pod)).isEqualTo("Succeeded");
        });
        cluster.access().delete(new ObjectKey(Kinds.JOBS, "default", "sum"), null, "Background", null);
        cluster.settle();
        assertThat(cluster.pods()).isEmpty();
    }

    @Test
    void givesAJobUpAfterTooManyFailures() {
        cluster.withoutKubelets();
        cluster.apply("""
            apiVersion: batch/v1
            kind: Job
            metadata: {name: sum}
            spec:
              backoffLimit: 1
              template:
                spec: {restartPolicy: Never, containers: [{name: c, image: sum}]}
            """);
        for (int i = 0; i < 3; i++) {
            cluster.settle();
            cluster.pods()
                    .forEach(pod -> cluster.access()
                            .mergePatch(
                                    Metadata.key(Kinds.PODS, pod),
                                    "status",
                                    Tree.object("status", Tree.object("phase", "Failed"))));
            cluster.pass(Duration.ofSeconds(30));
        }
        ObjectNode job = cluster.get(Kinds.JOBS, "sum");
        assertThat(Tree.number(job, 0, "status", "failed")).isEqualTo(2);
        assertThat(Conditions.isTrue(job, "Failed")).isTrue();
        assertThat(cluster.events("BackoffLimitExceeded")).hasSize(1);
    }

    private static final String SET = """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db}
        spec:
          replicas: 3
          serviceName: db
          selector: {matchLabels: {app: db}}
          template:
            metadata: {labels: {app: db}}
            spec: {containers: [{name: c, image: db}]}
        """;

    @Test
    void startsNumberedPodsOneAfterTheOther() {
        cluster.withoutKubelets();
        cluster.apply(SET);
        cluster.settle();
        assertThat(cluster.pods()).extracting(Metadata::name).containsExactly("db-0");
    }

    @Test
    void scalesAndUpdatesNumberedPodsFromTheHighest() {
        cluster.apply(SET);
        cluster.settle();
        assertThat(cluster.pods()).extracting(Metadata::name).containsExactly("db-0", "db-1", "db-2");
        ObjectKey key = new ObjectKey(Kinds.STATEFUL_SETS, "default", "db");
        cluster.access().mergePatch(key, null, Tree.object("spec", Tree.object("replicas", 2)));
        cluster.settle();
        assertThat(cluster.pods()).extracting(Metadata::name).containsExactly("db-0", "db-1");
        cluster.access()
                .mergePatch(
                        key,
                        null,
                        Tree.object(
                                "spec",
                                Tree.object(
                                        "template",
                                        Tree.object("metadata", Tree.object("annotations", Tree.object("v", "2"))))));
        cluster.settle();
        assertThat(cluster.pods())
                .allSatisfy(pod -> assertThat(Metadata.annotation(pod, "v")).isEqualTo("2"));
        ObjectNode set = cluster.get(Kinds.STATEFUL_SETS, "db");
        assertThat(Tree.number(set, 0, "status", "updatedReplicas")).isEqualTo(2);
        assertThat(Tree.text(set, "status", "currentRevision")).isEqualTo(Tree.text(set, "status", "updateRevision"));
        assertThat(cluster.access().list(Kinds.REVISIONS, "default")).hasSize(2);
    }

    @Test
    void updatesDaemonsNodeByNode() {
        cluster.node("b", "4", "8Gi");
        cluster.apply("""
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: agent}
            spec:
              selector: {matchLabels: {app: agent}}
              template:
                metadata: {labels: {app: agent}}
                spec: {containers: [{name: agent, image: agent}]}
            """);
        cluster.settle();
        cluster.withoutKubelets();
        cluster.access()
                .mergePatch(
                        new ObjectKey(Kinds.DAEMON_SETS, "default", "agent"),
                        null,
                        Tree.object(
                                "spec",
                                Tree.object(
                                        "template",
                                        Tree.object("metadata", Tree.object("annotations", Tree.object("v", "2"))))));
        cluster.settle();
        assertThat(cluster.pods().stream().filter(Metadata::terminating)).hasSize(1);
    }

    @Test
    void makesRoomForAMoreImportantPod() {
        cluster.node("b", "1", "1Gi");
        cluster.apply("""
            apiVersion: scheduling.k8s.io/v1
            kind: PriorityClass
            metadata: {name: high}
            value: 1000
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: low}
            spec:
              nodeSelector: {kubernetes.io/hostname: b}
              containers: [{name: c, image: x, resources: {requests: {cpu: "1"}}}]
            """);
        cluster.pass(Duration.ofSeconds(3));
        cluster.apply("""
            apiVersion: v1
            kind: Pod
            metadata: {name: high}
            spec:
              priority: 1000
              priorityClassName: high
              nodeSelector: {kubernetes.io/hostname: b}
              containers: [{name: c, image: x, resources: {requests: {cpu: "1"}}}]
            """);
        cluster.pass(Duration.ofSeconds(3));
        assertThat(cluster.find(Kinds.PODS, "low")).isNull();
        assertThat(Pods.nodeName(cluster.get(Kinds.PODS, "high"))).isEqualTo("b");
        assertThat(cluster.events("Preempted")).hasSize(1);
    }
}
