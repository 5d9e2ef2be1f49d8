package sh.karpenter.testing.scenarios.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sh.karpenter.app.local.LocalDirectory;
import sh.karpenter.app.local.LocalSettings;
import sh.karpenter.app.local.LocalStack;
import sh.karpenter.local.aws.ec2.instance.Instance;

/// The controller dies at a random write, to Kubernetes or to EC2, on either side of it, while machines are
/// launched or removed; another one takes over. Whatever was under way is finished: pods run, each claim has
/// its machine, and there is no machine without a claim.
///
/// 1. Odd runs ask for one more pod, which needs a machine of its own. Writes up to the ninth reach into
///    the registration of the node.
/// 2. Even runs take one pod away and delete all claims: nodes are tainted and drained, machines ended, finalizers
///    removed, while the evicted pods need new machines.
///
/// 50 runs (`-Dkill.runs=50`) take some minutes; the build does ten.
class KillAndRestartTest {
    private static final int RUNS = Integer.getInteger("kill.runs", 10);
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    @Test
    void whereverTheControllerDiesNothingIsLostAndNothingLeftOver() throws IOException {
        var directory = new LocalDirectory(folder.resolve("local"));
        directory.create();
        int deaths = 0;
        try (LocalStack stack = LocalStack.start(LocalSettings.walkthrough(), directory);
                KubernetesClient client = client(stack)) {
            stack.stopController();
            var controller = new MortalController(stack, folder);
            try {
                client.load(KillAndRestartTest.class.getResourceAsStream("/restart/pool.yaml"))
                        .serverSideApply();
                settle(client, stack, 1, "before the first death");
                for (int run = 1; run <= RUNS; run++) {
                    var random = new Random(run);
                    int writes = random.nextInt(run % 2 == 1 ? 9 : 14);
                    Fuse.Side side = random.nextBoolean() ? Fuse.Side.BEFORE : Fuse.Side.AFTER;
                    Fuse fuse = controller.fuse();
                    fuse.arm(writes, side);
                    int pods = run % 2 == 1 ? 2 : 1;
                    scale(client, pods);
                    if (run % 2 == 0) {
                        claims(client).forEach(claim -> client.resource(claim).delete());
                    }
                    awaitDeath(client, stack, fuse, pods);
                    deaths += fuse.blown() ? 1 : 0;
                    controller.close();
                    controller = new MortalController(stack, folder);
                    settle(client, stack, pods, "run " + run + ", died " + side + " write " + writes);
                }
                client.apps()
                        .deployments()
                        .inNamespace("default")
                        .withName("web")
                        .delete();
                claims(client).forEach(claim -> client.resource(claim).delete());
                settle(client, stack, 0, "at the end");
            } finally {
                controller.close();
            }
        }
        assertThat(deaths).isGreaterThan(RUNS / 2);
    }

    /// Waits until the controller has died, or has done everything without coming to the write it should die at.
    private static void awaitDeath(KubernetesClient client, LocalStack stack, Fuse fuse, int pods) {
        awaiting(() -> fuse.blown() || problems(client, stack, pods).isEmpty(), "the death of the controller");
    }

    private static void settle(KubernetesClient client, LocalStack stack, int pods, String when) {
        try {
            awaiting(() -> problems(client, stack, pods).isEmpty(), when);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(when + ": " + problems(client, stack, pods), late);
        }
    }

    private static void awaiting(Callable<Boolean> condition, String what) {
        await(what).atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(condition);
    }

    /// What keeps the cluster from being as it should: empty when pods run and claims, nodes and machines are one
    /// to one.
    private static List<String> problems(KubernetesClient client, LocalStack stack, int pods) {
        var problems = new ArrayList<String>();
        List<Pod> running = client.pods().inNamespace("default").list().getItems();
        if (running.size() != pods || running.stream().anyMatch(pod -> !ready(pod))) {
            running.forEach(pod -> problems.add(inWords(pod)));
        }
        var claimed = new TreeSet<String>();
        for (GenericKubernetesResource claim : claims(client)) {
            String machine = claim.get("status", "providerID");
            if (machine == null || claim.getMetadata().getDeletionTimestamp() != null) {
                problems.add("claim " + claim.getMetadata().getName() + " is not settled");
            } else {
                claimed.add(machine.substring(machine.lastIndexOf('/') + 1));
            }
        }
        var machines = new TreeSet<>(stack.aws()
                .lock()
                .call(() -> stack.aws().ec2().instances().existing().stream()
                        .map(Instance::id)
                        .toList()));
        if (!machines.equals(claimed)) {
            problems.add("claims have the machines " + claimed + ", there are " + machines);
        }
        long nodes = client.nodes()
                .withLabel("karpenter.sh/nodepool")
                .list()
                .getItems()
                .size();
        if (nodes != claimed.size() || claimed.size() < pods) {
            problems.add(running.size() + " pods on " + nodes + " nodes for " + claimed.size() + " machines and " + pods
                    + " pods");
        }
        return problems;
    }

    private static String inWords(Pod pod) {
        return pod.getMetadata().getName() + " on " + pod.getSpec().getNodeName() + ": "
                + pod.getStatus().getPhase() + " "
                + pod.getStatus().getConditions().stream()
                        .map(condition ->
                                condition.getType() + "=" + condition.getStatus() + " " + condition.getMessage())
                        .toList();
    }

    private static boolean ready(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && "Running".equals(pod.getStatus().getPhase());
    }

    private static List<GenericKubernetesResource> claims(KubernetesClient client) {
        return client.genericKubernetesResources("karpenter.sh/v1", "NodeClaim")
                .list()
                .getItems();
    }

    private static void scale(KubernetesClient client, int replicas) {
        client.apps().deployments().inNamespace("default").withName("web").edit(deployment -> {
            deployment.getSpec().setReplicas(replicas);
            return deployment;
        });
    }

    private static KubernetesClient client(LocalStack stack) {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(stack.kubeconfig()))
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }
}
