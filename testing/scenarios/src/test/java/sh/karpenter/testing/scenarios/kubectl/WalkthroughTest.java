package sh.karpenter.testing.scenarios.kubectl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sh.karpenter.app.local.LocalSettings;
import sh.karpenter.testing.scenarios.cluster.LocalCluster;
import sh.karpenter.testing.scenarios.cluster.Printed;
import sh.karpenter.testing.scenarios.cluster.RealPlane;
import sh.karpenter.testing.scenarios.cluster.ServedMetrics;
import sh.karpenter.testing.scenarios.cluster.WrittenLog;

/// The walkthrough as people follow it, word for word: a pool and a node class of `v1beta1`, a workload of 0, 5,
/// 12, 5 and 1 replicas, and the machines that come and go with it.
class WalkthroughTest {
    private static final String NODES =
            "kubectl get nodes -l type=karpenter --label-columns node.kubernetes.io/instance-type";
    private static final String LOGS = "kubectl logs -l app.kubernetes.io/instance=karpenter -n karpenter";

    @TempDir
    private Path folder;

    @Test
    void theWorkshopRunsOnTheEmbeddedControlPlane() {
        follow(null);
    }

    @Test
    void theWorkshopRunsOnARealControlPlane() {
        Path controlPlane = RealPlane.found();
        assumeTrue(controlPlane != null, "skipped: KUBEBUILDER_ASSETS names no folder with a control plane");
        follow(controlPlane);
    }

    private void follow(@Nullable Path controlPlane) {
        assumeTrue(LocalCluster.program("envsubst") != null, "skipped: no envsubst (gettext) on the PATH");
        LocalSettings settings = LocalSettings.walkthrough().on(controlPlane);
        try (LocalCluster cluster = LocalCluster.start(folder, settings).with("walkthrough")) {
            applyThePool(cluster);
            applyTheWorkload(cluster);
            scale(cluster, 5);
            expect(cluster, "m5.large");
            logged(cluster, "launched nodeclaim", "m5.large");
            scale(cluster, 12);
            expect(cluster, "m5.large", "m5.large");
            cluster.print("kubectl scale -n other deployment/inflate --replicas 5");
            expect(cluster, "m5.large");
            logged(cluster, "consolidation delete", "m5.large");
            cluster.print("kubectl scale -n other deployment/inflate --replicas 1");
            expect(cluster, "c5.large");
            cluster.print("kubectl rollout status -n other deployment/inflate --timeout=200s");
            String metrics = cluster.stack().environment().get("KARPENTER_METRICS");
            // Some are measured every ten seconds, or once a node is gone for good.
            await("metrics")
                    .atMost(LocalCluster.LIMIT)
                    .untilAsserted(() -> assertThat(ServedMetrics.from(Objects.requireNonNull(metrics))
                                    .differences())
                            .as("metrics that differ from those that Karpenter serves")
                            .isEmpty());
            assertThat(WrittenLog.of(cluster.print(LOGS + " --tail=-1").lines().toList())
                            .differences())
                    .as("log lines that differ from those that Karpenter writes")
                    .isEmpty();
        }
    }

    private static void applyThePool(LocalCluster cluster) {
        assertThat(cluster.print("kubectl kustomize walkthrough/nodepool | envsubst | kubectl apply -f-"))
                .contains("ec2nodeclass.karpenter.k8s.aws/default created", "nodepool.karpenter.sh/default created");
        cluster.print("kubectl wait --for=condition=Ready nodepool/default --timeout=200s");
        assertThat(cluster.print("kubectl kustomize walkthrough/nodepool | envsubst | kubectl apply -f-"))
                .contains(
                        "ec2nodeclass.karpenter.k8s.aws/default unchanged", "nodepool.karpenter.sh/default unchanged");
    }

    private static void applyTheWorkload(LocalCluster cluster) {
        assertThat(cluster.print("kubectl apply -k walkthrough/scale"))
                .contains("namespace/other created", "deployment.apps/inflate created");
        cluster.print("kubectl get deployment -n karpenter");
    }

    private static void scale(LocalCluster cluster, int replicas) {
        assertThat(cluster.print("kubectl scale -n other deployment/inflate --replicas " + replicas))
                .isEqualTo("deployment.apps/inflate scaled\n");
        assertThat(cluster.print("kubectl rollout status -n other deployment/inflate --timeout=200s"))
                .contains("deployment \"inflate\" successfully rolled out");
    }

    /// Waits until exactly these machines are left, all ready.
    private static void expect(LocalCluster cluster, String... types) {
        cluster.until(NODES, nodes -> nodes.exit() == 0 && readyTypes(nodes).equals(List.of(types)));
    }

    private static List<String> readyTypes(Printed nodes) {
        return nodes.lines().stream()
                .skip(1)
                .map(line -> line.split(" +", -1))
                .map(cells -> cells[1].equals("Ready") ? cells[cells.length - 1].strip() : cells[1])
                .sorted()
                .toList();
    }

    /// The line is in the log, and is JSON.
    private static void logged(LocalCluster cluster, String words, String type) {
        String jq = LocalCluster.program("jq") == null ? "" : " | jq -c '.'";
        Printed found = cluster.until(
                LOGS + " | grep '" + words + "'" + jq,
                lines -> lines.exit() == 0 && !lines.out().isEmpty());
        assertThat(found.lines())
                .allSatisfy(line -> assertThat(line).startsWith("{").contains(words));
        assertThat(found.out()).contains(type);
    }
}
