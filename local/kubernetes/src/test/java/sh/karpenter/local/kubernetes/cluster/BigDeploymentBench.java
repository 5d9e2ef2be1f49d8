package sh.karpenter.local.kubernetes.cluster;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.IntSupplier;
import sh.karpenter.local.kubernetes.access.ApiAccess;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.server.EmbeddedApiServer;
import tools.jackson.databind.node.ObjectNode;

/// Prints how many pods per second one large Deployment gets from the embedded control plane: created by its
/// ReplicaSet, then bound to nodes by the scheduler. Not a test: nothing is expected of the figures.
///
/// `java ... BigDeploymentBench [PODS] [NODES]`; 20,000 pods on 400 nodes when not said.
public final class BigDeploymentBench {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private BigDeploymentBench() {}

    public static void main(String... arguments) throws IOException, InterruptedException {
        int pods = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
        int nodes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 400;
        try (EmbeddedApiServer server = EmbeddedApiServer.builder().start();
                EmbeddedCluster cluster = EmbeddedCluster.start(
                        server.access(),
                        Clock.systemUTC(),
                        ClusterOptions.standard("v1.35.2").withSystemNode(null))) {
            ApiAccess access = server.access();
            deploy(access, pods);
            print("created", pods, () -> access.list(Kinds.PODS).size());
            for (int i = 0; i < nodes; i++) {
                node(access, "node-" + i);
            }
            print("bound", pods, () -> (int) access.list(Kinds.PODS).stream()
                    .filter(pod -> !Pods.nodeName(pod).isEmpty())
                    .count());
            access.mergePatch(
                    new ObjectKey(Kinds.DEPLOYMENTS, "default", "big"),
                    null,
                    Tree.object("spec", Tree.object("replicas", 0)));
            print(
                    "asked to stop",
                    pods,
                    () -> pods
                            - (int) access.list(Kinds.PODS).stream()
                                    .filter(pod -> !Tree.has(pod, "metadata", "deletionTimestamp"))
                                    .count());
            if (cluster.nextDue() == null) {
                System.out.println("nothing is left to do");
            }
        }
    }

    private static void print(String what, int wanted, IntSupplier count) throws InterruptedException {
        long start = System.nanoTime();
        long startCpu = cpuNanos();
        int reached = 0;
        while (reached < wanted && System.nanoTime() - start < PATIENCE.toNanos()) {
            Thread.sleep(200);
            reached = count.getAsInt();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double busy = (cpuNanos() - startCpu) / 1e9;
        System.out.printf(
                "%d pods %s in %.1f s: %.0f per second; %.1f s of processor time%n",
                reached, what, seconds, reached / seconds, busy);
    }

    /// The processor time of this process, which other processes of a busy machine do not change much.
    private static long cpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }

    private static void deploy(ApiAccess access, int pods) {
        ObjectNode labels = Tree.object("app", "big");
        ObjectNode container = Tree.object(
                "name", "web", "image", "pause", "resources", Tree.object("requests", Tree.object("cpu", "100m")));
        ObjectNode template = Tree.object(
                "metadata", Tree.object("labels", labels), "spec", Tree.object("containers", Tree.array(container)));
        access.create(
                Kinds.DEPLOYMENTS,
                Tree.object(
                        "metadata",
                        Tree.object("name", "big", "namespace", "default"),
                        "spec",
                        Tree.object(
                                "replicas",
                                pods,
                                "selector",
                                Tree.object("matchLabels", labels),
                                "template",
                                template)));
    }

    private static void node(ApiAccess access, String name) {
        ObjectNode amounts = Tree.object("cpu", "64", "memory", "256Gi", "pods", "250");
        ObjectNode ready = Tree.object("type", "Ready", "status", "True", "reason", "KubeletReady");
        ObjectNode status = Tree.object("capacity", amounts, "allocatable", amounts, "conditions", Tree.array(ready));
        access.create(
                Kinds.NODES,
                Tree.object(
                        "metadata",
                        Tree.object("name", name, "labels", Tree.object("kubernetes.io/hostname", name)),
                        "status",
                        status));
        access.mergePatch(new ObjectKey(Kinds.NODES, "", name), "status", Tree.object("status", status));
    }
}
