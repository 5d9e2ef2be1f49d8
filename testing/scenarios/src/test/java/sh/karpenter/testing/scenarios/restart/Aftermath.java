package sh.karpenter.testing.scenarios.restart;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;
import sh.karpenter.app.local.LocalStack;

/// What a cluster must look like once everything that was under way has ended, whoever died meanwhile: the wanted
/// pods run; claims, nodes and machines are one to one; nothing is marked, tainted or going.
///
/// The workload is the deployment `web` of the namespace `default`.
final class Aftermath implements AutoCloseable {
    /// How long anything may take. It is far more than needed, for machines that do much else.
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final LocalStack stack;
    private final KubernetesClient client;
    private Runnable always = () -> {};

    Aftermath(LocalStack stack) {
        this.stack = stack;
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(stack.kubeconfig()))
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }

    /// Which machines there have to be.
    sealed interface Machines {

        /// That many, or more.
        record AtLeast(int count) implements Machines {}

        /// Machines of just these types, in order of name.
        record Exactly(List<String> types) implements Machines {
            public Exactly {
                types = List.copyOf(types);
            }
        }

        static Machines atLeast(int count) {
            return new AtLeast(count);
        }

        static Machines exactly(String... types) {
            return new Exactly(List.of(types));
        }
    }

    /// The cluster, for doing something to it.
    KubernetesClient client() {
        return client;
    }

    /// Applies a file of the test resources.
    void apply(String resource) {
        client.load(Aftermath.class.getResourceAsStream(resource)).serverSideApply();
    }

    /// Wants so many pods from now on.
    void scale(int replicas) {
        client.apps().deployments().inNamespace("default").withName("web").edit(deployment -> {
            deployment.getSpec().setReplicas(replicas);
            return deployment;
        });
    }

    /// All claims.
    List<GenericKubernetesResource> claims() {
        return client.genericKubernetesResources("karpenter.sh/v1", "NodeClaim")
                .list()
                .getItems();
    }

    /// The pods of the workload.
    List<Pod> pods() {
        return client.pods().inNamespace("default").list().getItems();
    }

    /// The nodes that are ours.
    List<Node> nodes() {
        return client.nodes().withLabel("karpenter.sh/nodepool").list().getItems();
    }

    /// Checks something at every look.
    void always(Runnable check) {
        always = check;
    }

    /// Waits until nothing is wrong any more.
    ///
    /// @param when for the message when it takes too long
    void settle(int pods, Machines machines, String when) {
        try {
            awaiting(() -> problems(pods, machines).isEmpty(), when);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(when + ": " + problems(pods, machines), late);
        }
    }

    /// Waits for something else.
    void awaiting(Callable<Boolean> condition, String what) {
        await(what).atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(condition);
    }

    /// What keeps the cluster from being as it should, in sentences.
    ///
    /// @param pods how many pods have to run
    List<String> problems(int pods, Machines machines) {
        always.run();
        var problems = new ArrayList<String>();
        List<Pod> running = pods();
        if (running.size() != pods) {
            problems.add(running.size() + " pods instead of " + pods);
        }
        running.stream().filter(pod -> !runs(pod)).forEach(pod -> problems.add(inWords(pod)));
        List<GenericKubernetesResource> claims = claims();
        var claimed = new TreeSet<String>();
        for (GenericKubernetesResource claim : claims) {
            String machine = claim.get("status", "providerID");
            if (machine == null || claim.getMetadata().getDeletionTimestamp() != null) {
                problems.add("claim " + claim.getMetadata().getName() + " is not settled");
            } else {
                claimed.add(machine.substring(machine.lastIndexOf('/') + 1));
            }
            if (marked(claim)) {
                problems.add("claim " + claim.getMetadata().getName() + " is marked");
            }
        }
        machines(machines, claimed, problems);
        List<Node> nodes = nodes();
        if (nodes.size() != claims.size()) {
            problems.add(nodes.size() + " nodes for " + claims.size() + " claims");
        }
        for (Node node : nodes) {
            if (!node.getSpec().getTaints().isEmpty()) {
                problems.add(node.getMetadata().getName() + " is tainted");
            }
        }
        return problems;
    }

    private void machines(Machines wanted, SequencedSet<String> claimed, List<String> problems) {
        var existing = new TreeSet<String>();
        var types = new ArrayList<String>();
        stack.aws()
                .lock()
                .run(() -> stack.aws().ec2().instances().existing().forEach(instance -> {
                    existing.add(instance.id());
                    types.add(instance.type().name());
                }));
        if (!existing.equals(claimed)) {
            problems.add("claims have the machines " + claimed + ", there are " + existing);
        }
        boolean enough = switch (wanted) {
            case Machines.AtLeast(int count) -> existing.size() >= count;
            case Machines.Exactly(var names) -> types.stream().sorted().toList().equals(names);
        };
        if (!enough) {
            problems.add("machines " + types + " instead of " + wanted);
        }
    }

    private static boolean marked(GenericKubernetesResource claim) {
        List<Map<String, Object>> conditions = claim.get("status", "conditions");
        return conditions == null
                || conditions.stream()
                        .anyMatch(condition -> "DisruptionReason".equals(String.valueOf(condition.get("type"))));
    }

    private static boolean runs(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && "Running".equals(pod.getStatus().getPhase());
    }

    private static String inWords(Pod pod) {
        return pod.getMetadata().getName() + " on " + pod.getSpec().getNodeName() + ": "
                + pod.getStatus().getPhase() + " "
                + pod.getStatus().getConditions().stream()
                        .map(condition ->
                                condition.getType() + "=" + condition.getStatus() + " " + condition.getMessage())
                        .toList();
    }

    @Override
    public void close() {
        client.close();
    }
}
