package sh.karpenter.app.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.app.cli.Terminal;

/// Plays the walkthrough in real time and checks each outcome.
///
/// 1. Apply the pool and the node class, wait until the pool is ready.
/// 2. Apply the workload with no replicas.
/// 3. For each step: scale, wait until the pods run and the expected machines are what is left, show them.
/// 4. Sum up.
public final class Demo {
    private static final Duration STEP_LIMIT = Duration.ofSeconds(100);

    private final DemoCluster cluster;
    private final Stage stage;
    private final Terminal terminal;

    /// Waits for a while.
    @FunctionalInterface
    public interface Pause {
        /// @throws InterruptedException when the demo is to end
        void sleep(Duration time) throws InterruptedException;
    }

    public Demo(DemoCluster cluster, Terminal terminal, InstantSource clock, Pause pause) {
        this.cluster = cluster;
        this.stage = new Stage(cluster, terminal, clock, pause);
        this.terminal = terminal;
    }

    /// How a step came out.
    ///
    /// @param step the step
    /// @param types instance types that were left
    /// @param pricePerHour of all of them, in dollars
    /// @param took how long until everything was quiet
    /// @param failure why it did not come out as expected, null when it did
    public record Outcome(
            String step,
            List<String> types,
            double pricePerHour,
            Duration took,
            @Nullable String failure) {}

    /// Plays it.
    ///
    /// @return what came out of each step; it ends at the first that failed
    public List<Outcome> run() throws InterruptedException {
        var outcomes = new ArrayList<Outcome>();
        Outcome prepared = stage.prepare("/demo/nodepool.yaml");
        outcomes.add(prepared);
        if (prepared.failure() == null) {
            terminal.line();
            terminal.heading("A workload without replicas");
            terminal.command("kubectl apply -f inflate.yaml");
            cluster.apply("/demo/inflate.yaml");
            for (DemoStep step : DemoStep.walkthrough()) {
                Outcome outcome = play(step);
                outcomes.add(outcome);
                if (outcome.failure() != null) {
                    break;
                }
            }
        }
        stage.summarize(outcomes);
        return outcomes;
    }

    private Outcome play(DemoStep step) throws InterruptedException {
        terminal.line();
        terminal.heading(step.title());
        terminal.command("kubectl scale -n other deployment/inflate --replicas " + step.replicas());
        Instant start = stage.now();
        cluster.scale(step.replicas());
        boolean running = stage.await(
                STEP_LIMIT, () -> cluster.workload().settled(), () -> podsInWords(cluster.workload(), start));
        Duration ran = Duration.between(start, stage.now());
        if (running) {
            terminal.line("  " + step.replicas() + " of " + step.replicas() + " pods run after " + Stage.seconds(ran));
        }
        boolean met = running
                && stage.await(
                        STEP_LIMIT.minus(ran),
                        () -> cluster.workload().settled() && step.metBy(cluster.nodes()),
                        () -> nodesInWords(cluster.nodes(), step, start));
        Duration took = Duration.between(start, stage.now());
        List<DemoNode> nodes = cluster.nodes();
        List<String> types = nodes.stream().map(DemoNode::instanceType).sorted().toList();
        double price = Stage.price(nodes);
        if (met && took.minus(ran).compareTo(Duration.ofSeconds(1)) > 0) {
            terminal.line("  the machines settled after " + Stage.seconds(took));
        }
        stage.show(nodes);
        String found = DemoStep.inWords(types);
        if (met) {
            terminal.good(
                    "  expected " + DemoStep.inWords(step.expectedTypes()) + " (" + step.why() + "), found " + found);
            return new Outcome(step.title(), types, price, took, null);
        }
        String failure = running
                ? "expected " + DemoStep.inWords(step.expectedTypes()) + " within " + STEP_LIMIT.toSeconds()
                        + " s, found " + found
                : "only " + cluster.workload().ready() + " of " + step.replicas() + " pods run after "
                        + STEP_LIMIT.toSeconds() + " s";
        terminal.bad("  " + failure);
        return new Outcome(step.title(), types, price, took, failure);
    }

    private String podsInWords(DemoCluster.Workload workload, Instant start) {
        String stopping = workload.existing() > workload.wanted()
                ? ", " + (workload.existing() - workload.wanted()) + " too many"
                : "";
        return "waiting for pods: " + workload.ready() + " of " + workload.wanted() + " run" + stopping + ", "
                + stage.elapsed(start);
    }

    private String nodesInWords(List<DemoNode> nodes, DemoStep step, Instant start) {
        String there = DemoStep.inWords(nodes.stream()
                .map(node -> node.instanceType() + (node.leaving() ? " (leaving)" : node.ready() ? "" : " (joining)"))
                .toList());
        return "waiting for " + DemoStep.inWords(step.expectedTypes()) + ": " + there + ", " + stage.elapsed(start);
    }
}
