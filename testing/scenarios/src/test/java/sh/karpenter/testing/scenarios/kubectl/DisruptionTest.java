package sh.karpenter.testing.scenarios.kubectl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sh.karpenter.app.explain.ExplainCommand;
import sh.karpenter.testing.scenarios.cluster.Listening;
import sh.karpenter.testing.scenarios.cluster.LocalCluster;
import sh.karpenter.testing.scenarios.cluster.RealPlane;

/// Nodes that go, for every reason there is, as somebody with a kubectl sees it, and what `karpenter explain
/// node` says of them. The tests share one cluster; each has its own pool, node class and namespace, all of one
/// name.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DisruptionTest {
    private @Nullable LocalCluster started;

    @BeforeAll
    void startTheClusterWithAllWorkloads(@TempDir Path folder) {
        var own = new LinkedHashMap<String, String>();
        own.put("BATCH_IDLE_DURATION", "300ms");
        started = LocalCluster.start(folder, RealPlane.settings().with(own)).with("disruption");
        // All at once, so that their machines start side by side.
        apply("empty", 1, "Never");
        apply("merged", 9, "Never");
        apply("labels", 1, "Never");
        apply("images", 1, "Never");
        apply("blocked", 1, "Never");
        List.of("empty", "merged", "labels", "images", "blocked").forEach(this::rolledOut);
    }

    @AfterAll
    void stopTheCluster() {
        if (started != null) {
            started.close();
        }
    }

    @Test
    void anEmptyNodeGoes() {
        String node = onlyNode("empty");
        explained(node, "stays:");
        try (var told = Listening.to(() -> explain(node))) {
            scale("empty", 0);
            // The node of another test may be empty as well, and go by the same command.
            told.until("goes:\n  waits until", "to be confirmed: delete: nodepools=[", node);
        }
        until("empty", "");
        logged("Empty/", ": delete: nodepools=[empty", node);
        explained(node, "node \"" + node + "\" is not known");
    }

    @Test
    void threeHalfEmptyNodesBecomeOne() {
        List<String> full = nodes("merged");
        assertThat(full).hasSize(3);
        full.forEach(this::keepOnePodOf);
        scale("merged", 3);
        cluster()
                .until(
                        "kubectl get nodes -l karpenter.sh/nodepool=merged -o name",
                        printed -> printed.exit() == 0 && printed.lines().size() == 1);
        rolledOut("merged");
        // Nodes that had been left without a pod would have gone as empty ones.
        logged("Underutilized/", ": delete: nodepools=[merged");
        explained(onlyNode("merged"), "stays:", "single");
    }

    @Test
    void aNodeWhosePoolHasOtherLabelsIsReplaced() {
        String node = onlyNode("labels");
        try (var told = Listening.to(() -> explain(node))) {
            cluster()
                    .print("kubectl patch nodepool labels --type=merge"
                            + " -p '{\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"team\":\"a\"}}}}}'");
            told.until("goes:\n  is being disrupted since", "replace: nodepools=[labels]: [" + node + "]");
        }
        replaced("labels", node);
        assertThat(cluster().print("kubectl get nodes -l karpenter.sh/nodepool=labels,team=a -o name"))
                .isEqualTo("node/" + onlyNode("labels") + "\n");
        logged("Drifted/", "replace: nodepools=[labels]");
        explained(onlyNode("labels"), "NotDrifted");
    }

    @Test
    void aNodeWhoseNodeClassHasOtherImagesIsReplaced() {
        String node = onlyNode("images");
        try (var told = Listening.to(() -> explain(node))) {
            cluster()
                    .print("kubectl patch ec2nodeclass images --type=merge"
                            + " -p '{\"spec\":{\"amiSelectorTerms\":[{\"alias\":\"bottlerocket@latest\"}]}}'");
            told.until("goes:\n  is being disrupted since", "Drifted/");
        }
        replaced("images", node);
        explained(onlyNode("images"), "NotDrifted");
    }

    @Test
    void aNodeThatIsOldEnoughIsReplacedWhateverBudgetsSay() {
        apply("old", 1, "25s");
        // On a slow machine the first node is old enough before its pod runs: whichever is seen first has to go.
        String node = cluster()
                .until(
                        "kubectl get nodes -l karpenter.sh/nodepool=old -o name",
                        printed -> printed.exit() == 0 && !printed.lines().isEmpty())
                .lines()
                .getFirst()
                .substring("node/".length());
        replaced("old", node);
        cluster()
                .print("kubectl patch nodepool old --type=merge"
                        + " -p '{\"spec\":{\"template\":{\"spec\":{\"expireAfter\":\"Never\"}}}}'");
        cluster().print("kubectl delete deployment web -n old");
    }

    @Test
    void aDrainThatABudgetHoldsUpSaysSo() {
        String node = onlyNode("blocked");
        cluster().print("kubectl apply -f disruption/budget.yaml");
        explained(
                node,
                "stays:\n  pdb prevents pod evictions (Pod=blocked/web-",
                "PodDisruptionBudget=blocked/web)",
                "blocked");
        cluster()
                .until(
                        "kubectl describe pdb web -n blocked",
                        printed -> printed.out().contains("never allows an eviction"));
        cluster().print("kubectl delete node " + node + " --wait=false");
        cluster()
                .until(
                        "kubectl describe node " + node,
                        printed -> printed.out().contains("FailedDraining")
                                && printed.out().contains("Failed to drain node, "));
        explained(node, "node is deleting or marked for deletion");
        cluster().print("kubectl delete pdb web -n blocked");
        replaced("blocked", node);
        rolledOut("blocked");
    }

    /// When the deployment is made smaller, one pod of the node is not among the first to go.
    private void keepOnePodOf(String node) {
        String pod = cluster()
                .print("kubectl get pods -n merged -o name --field-selector spec.nodeName=" + node)
                .lines()
                .findFirst()
                .orElseThrow();
        cluster().print("kubectl annotate -n merged " + pod + " controller.kubernetes.io/pod-deletion-cost=100");
    }

    private LocalCluster cluster() {
        return Objects.requireNonNull(started);
    }

    private void apply(String name, int replicas, String expiry) {
        cluster()
                .print("sed 's/NAME/" + name + "/; s/REPLICAS/" + replicas + "/; s/EXPIRY/" + expiry
                        + "/' disruption/pool.yaml | kubectl apply -f-");
    }

    private void scale(String name, int replicas) {
        cluster().print("kubectl scale -n " + name + " deployment/web --replicas " + replicas);
    }

    private void rolledOut(String name) {
        cluster().print("kubectl rollout status -n " + name + " deployment/web --timeout=200s");
    }

    private List<String> nodes(String pool) {
        return cluster()
                .print("kubectl get nodes -l karpenter.sh/nodepool=" + pool + " -o name")
                .lines()
                .map(line -> line.substring("node/".length()))
                .toList();
    }

    private String onlyNode(String pool) {
        List<String> nodes = nodes(pool);
        assertThat(nodes).as("nodes of pool %s", pool).hasSize(1);
        return nodes.getFirst();
    }

    private void until(String pool, String nodes) {
        cluster()
                .until(
                        "kubectl get nodes -l karpenter.sh/nodepool=" + pool + " -o name",
                        printed -> printed.exit() == 0 && printed.out().equals(nodes));
    }

    /// Waits until there is one node, and another one.
    private void replaced(String pool, String node) {
        cluster()
                .until(
                        "kubectl get nodes -l karpenter.sh/nodepool=" + pool + " -o name",
                        printed -> printed.exit() == 0
                                && printed.lines().size() == 1
                                && !printed.out().contains("node/" + node));
        rolledOut(pool);
    }

    private void logged(String... words) {
        cluster()
                .until(
                        "kubectl logs -l app.kubernetes.io/instance=karpenter -n karpenter --tail=-1 | grep"
                                + " 'disrupting node'",
                        printed -> printed.lines().stream()
                                .anyMatch(line -> List.of(words).stream().allMatch(line::contains)));
    }

    /// Asks until the answer has all these words.
    private void explained(String node, String... words) {
        try (var told = Listening.to(() -> explain(node))) {
            told.until(words);
        }
    }

    /// What `karpenter explain node` prints, errors included.
    private String explain(String node) {
        var printed = new StringWriter();
        var writer = new PrintWriter(printed, true);
        new CommandLine(new ExplainCommand())
                .setOut(writer)
                .setErr(writer)
                .setExecutionExceptionHandler((failure, _, _) -> {
                    writer.println(failure.getMessage());
                    return 1;
                })
                .execute(
                        "node",
                        node,
                        "--address",
                        cluster().stack().environment().getOrDefault("KARPENTER_METRICS", ""));
        return printed.toString();
    }
}
