package sh.karpenter.testing.scenarios.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
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
import java.util.Map;
import java.util.Random;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sh.karpenter.app.local.LocalDirectory;
import sh.karpenter.app.local.LocalSettings;
import sh.karpenter.app.local.LocalStack;

/// The controller dies at a random write while it replaces a machine by a cheaper one, or removes one that is
/// empty; another one takes over. At the end the cheapest machine for the pod is there, alone, without a mark,
/// and never has more than one node been going at a time.
///
/// Each run waits at least the 15 seconds of a confirmation, so the build does two; `-Dkill.runs=50` does ten.
class ConsolidationKillTest {
    private static final int RUNS = Math.max(2, Integer.getInteger("kill.runs", 10) / 5);
    private static final Duration LIMIT = Duration.ofSeconds(150);

    @TempDir
    private Path folder;

    @Test
    void whereverTheControllerDiesTheCheapestMachineIsLeftAndNothingElse() throws IOException {
        var directory = new LocalDirectory(folder.resolve("local"));
        directory.create();
        try (LocalStack stack = LocalStack.start(LocalSettings.walkthrough(), directory);
                KubernetesClient client = client(stack)) {
            stack.stopController();
            var controller = new MortalController(stack, folder);
            try {
                client.load(ConsolidationKillTest.class.getResourceAsStream("/restart/consolidation.yaml"))
                        .serverSideApply();
                settle(client, stack, 2, List.of("m5.xlarge"), "before the first death");
                for (int run = 1; run <= RUNS; run++) {
                    var random = new Random(run);
                    int writes = random.nextInt(16);
                    Fuse.Side side = random.nextBoolean() ? Fuse.Side.BEFORE : Fuse.Side.AFTER;
                    Fuse fuse = controller.fuse();
                    boolean replace = run % 2 == 1;
                    if (!replace) {
                        // A second machine, to be found empty.
                        scale(client, 2);
                        settle(client, stack, 2, List.of("m5.large", "m5.large"), "before run " + run);
                    }
                    fuse.arm(writes, side);
                    scale(client, 1);
                    await("the death of the controller")
                            .atMost(LIMIT)
                            .until(() -> fuse.blown()
                                    || problems(client, stack, 1, List.of("m5.large"))
                                            .isEmpty());
                    controller.close();
                    controller = new MortalController(stack, folder);
                    settle(client, stack, 1, List.of("m5.large"), "run " + run + ", died " + side + " write " + writes);
                }
            } finally {
                controller.close();
            }
        }
    }

    private static void settle(
            KubernetesClient client, LocalStack stack, int pods, List<String> machines, String when) {
        try {
            await(when)
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> problems(client, stack, pods, machines).isEmpty());
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(when + ": " + problems(client, stack, pods, machines), late);
        }
    }

    /// What keeps the cluster from being as it should.
    ///
    /// @param pods how many pods have to run
    /// @param machines the types of the machines that there have to be
    private static List<String> problems(KubernetesClient client, LocalStack stack, int pods, List<String> machines) {
        var problems = new ArrayList<String>();
        List<Pod> running = client.pods().inNamespace("default").list().getItems();
        if (running.size() != pods
                || running.stream()
                        .anyMatch(pod -> pod.getMetadata().getDeletionTimestamp() != null
                                || !"Running".equals(pod.getStatus().getPhase()))) {
            problems.add(running.size() + " pods, not all of them running");
        }
        List<String> types = stack.aws()
                .lock()
                .call(() -> stack.aws().ec2().instances().existing().stream()
                        .map(instance -> instance.type().name())
                        .sorted()
                        .toList());
        if (!types.equals(machines)) {
            problems.add("machines " + types + " instead of " + machines);
        }
        List<Node> nodes =
                client.nodes().withLabel("karpenter.sh/nodepool").list().getItems();
        if (nodes.size() != machines.size()) {
            problems.add(nodes.size() + " nodes");
        }
        long going = nodes.stream()
                .filter(node -> node.getMetadata().getDeletionTimestamp() != null)
                .count();
        assertThat(going).as("nodes going at once, with a budget of one").isLessThanOrEqualTo(1);
        for (Node node : nodes) {
            if (!node.getSpec().getTaints().isEmpty()) {
                problems.add(node.getMetadata().getName() + " is tainted");
            }
        }
        List<GenericKubernetesResource> claims = client.genericKubernetesResources("karpenter.sh/v1", "NodeClaim")
                .list()
                .getItems();
        if (claims.size() != machines.size()) {
            problems.add(claims.size() + " claims");
        }
        for (GenericKubernetesResource claim : claims) {
            List<Map<String, Object>> conditions = claim.get("status", "conditions");
            if (conditions == null
                    || conditions.stream()
                            .anyMatch(condition -> "DisruptionReason".equals(String.valueOf(condition.get("type"))))) {
                problems.add(claim.getMetadata().getName() + " is marked");
            }
        }
        return problems;
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
