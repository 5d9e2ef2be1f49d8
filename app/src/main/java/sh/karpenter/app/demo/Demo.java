package sh.karpenter.app.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sh.karpenter.app.cli.Table;
import sh.karpenter.app.cli.Terminal;

/// Plays the walkthrough in real time and checks each outcome.
///
/// 1. Apply the pool and the node class, wait until the pool is ready.
/// 2. Apply the workload with no replicas.
/// 3. For each step: scale, wait until the pods run and the expected machines are what is left, show them.
/// 4. Sum up.
public final class Demo {
    private static final Duration STEP_LIMIT = Duration.ofSeconds(100);
    private static final Duration POLL = Duration.ofMillis(100);

    private final DemoCluster cluster;
    private final Terminal terminal;
    private final InstantSource clock;
    private final Pause pause;

    /// Waits for a while.
    @FunctionalInterface
    public interface Pause {
        /// @throws InterruptedException when the demo is to end
        void sleep(Duration time) throws InterruptedException;
    }

    public Demo(DemoCluster cluster, Terminal terminal, InstantSource clock, Pause pause) {
        this.cluster = cluster;
        this.terminal = terminal;
        this.clock = clock;
        this.pause = pause;
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
        Outcome prepared = prepare();
        outcomes.add(prepared);
        if (prepared.failure() == null) {
            for (DemoStep step : DemoStep.walkthrough()) {
                Outcome outcome = play(step);
                outcomes.add(outcome);
                if (outcome.failure() != null) {
                    break;
                }
            }
        }
        summarize(outcomes);
        return outcomes;
    }

    private Outcome prepare() throws InterruptedException {
        terminal.line();
        terminal.heading("A pool of machines, and what they look like on AWS");
        terminal.command("kubectl apply -f nodepool.yaml -f ec2nodeclass.yaml");
        Instant start = clock.instant();
        cluster.apply("/demo/nodepool.yaml");
        boolean ready = await(
                Duration.ofSeconds(30),
                () -> cluster.nodePoolReadiness().ready(),
                () -> "waiting for the node pool: "
                        + cluster.nodePoolReadiness().reason());
        Duration took = Duration.between(start, clock.instant());
        if (!ready) {
            String reason = "the node pool did not become ready: "
                    + cluster.nodePoolReadiness().reason();
            terminal.bad("  " + reason);
            return new Outcome("pool and node class", List.of(), 0, took, reason);
        }
        terminal.good("  ready after " + seconds(took));
        terminal.line();
        terminal.heading("A workload without replicas");
        terminal.command("kubectl apply -f inflate.yaml");
        cluster.apply("/demo/inflate.yaml");
        return new Outcome("pool and node class", List.of(), 0, took, null);
    }

    private Outcome play(DemoStep step) throws InterruptedException {
        terminal.line();
        terminal.heading(step.title());
        terminal.command("kubectl scale -n other deployment/inflate --replicas " + step.replicas());
        Instant start = clock.instant();
        cluster.scale(step.replicas());
        boolean running =
                await(STEP_LIMIT, () -> cluster.workload().settled(), () -> podsInWords(cluster.workload(), start));
        Duration ran = Duration.between(start, clock.instant());
        if (running) {
            terminal.line("  " + step.replicas() + " of " + step.replicas() + " pods run after " + seconds(ran));
        }
        boolean met = running
                && await(
                        STEP_LIMIT.minus(ran),
                        () -> cluster.workload().settled() && step.metBy(cluster.nodes()),
                        () -> nodesInWords(cluster.nodes(), step, start));
        Duration took = Duration.between(start, clock.instant());
        List<DemoNode> nodes = cluster.nodes();
        List<String> types = nodes.stream().map(DemoNode::instanceType).sorted().toList();
        double price = nodes.stream().mapToDouble(DemoNode::pricePerHour).sum();
        if (met && took.minus(ran).compareTo(Duration.ofSeconds(1)) > 0) {
            terminal.line("  the machines settled after " + seconds(took));
        }
        terminal.command("kubectl get nodes -l type=karpenter");
        show(nodes);
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

    private void show(List<DemoNode> nodes) {
        var table = new Table("NAME", "STATUS", "TYPE", "ZONE", "CAPACITY", "PODS", "PRICE/HOUR");
        for (DemoNode node : nodes) {
            String status = node.leaving() ? "Leaving" : node.ready() ? "Ready" : "NotReady";
            table.row(
                    node.name(),
                    status,
                    node.instanceType(),
                    node.zone(),
                    node.capacityType(),
                    Integer.toString(node.pods()),
                    dollars(node.pricePerHour()));
        }
        table.lines().forEach(line -> terminal.line("  " + line));
        terminal.line("  the cluster's machines cost "
                + dollars(nodes.stream().mapToDouble(DemoNode::pricePerHour).sum()) + " per hour");
    }

    private void summarize(List<Outcome> outcomes) {
        terminal.line();
        terminal.heading("Summary");
        var table = new Table("STEP", "MACHINES", "COST/HOUR", "TOOK", "OUTCOME");
        for (Outcome outcome : outcomes) {
            table.row(
                    outcome.step(),
                    DemoStep.inWords(outcome.types()),
                    dollars(outcome.pricePerHour()),
                    seconds(outcome.took()),
                    outcome.failure() == null ? "as expected" : outcome.failure());
        }
        table.lines().forEach(line -> terminal.line("  " + line));
    }

    private boolean await(Duration limit, BooleanSupplier condition, Supplier<String> progress)
            throws InterruptedException {
        Instant end = clock.instant().plus(limit);
        while (!condition.getAsBoolean()) {
            if (!clock.instant().isBefore(end)) {
                terminal.endProgress();
                return condition.getAsBoolean();
            }
            terminal.progress(progress.get());
            pause.sleep(POLL);
        }
        terminal.endProgress();
        return true;
    }

    private String podsInWords(DemoCluster.Workload workload, Instant start) {
        String stopping = workload.existing() > workload.wanted()
                ? ", " + (workload.existing() - workload.wanted()) + " too many"
                : "";
        return "waiting for pods: " + workload.ready() + " of " + workload.wanted() + " run" + stopping + ", "
                + elapsed(start);
    }

    private String nodesInWords(List<DemoNode> nodes, DemoStep step, Instant start) {
        String there = DemoStep.inWords(nodes.stream()
                .map(node -> node.instanceType() + (node.leaving() ? " (leaving)" : node.ready() ? "" : " (joining)"))
                .toList());
        return "waiting for " + DemoStep.inWords(step.expectedTypes()) + ": " + there + ", " + elapsed(start);
    }

    private String elapsed(Instant start) {
        return Duration.between(start, clock.instant()).toSeconds() + " s";
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    private static String dollars(double amount) {
        return String.format(Locale.ROOT, "$%.4f", amount);
    }
}
