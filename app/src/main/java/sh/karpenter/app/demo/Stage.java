package sh.karpenter.app.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import sh.karpenter.app.cli.Table;
import sh.karpenter.app.cli.Terminal;

/// What every scenario does on the terminal: prepare the pool, wait with visible progress, show nodes, sum up.
final class Stage {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration POOL_LIMIT = Duration.ofSeconds(30);

    private final DemoCluster cluster;
    private final Terminal terminal;
    private final InstantSource clock;
    private final Demo.Pause pause;

    Stage(DemoCluster cluster, Terminal terminal, InstantSource clock, Demo.Pause pause) {
        this.cluster = cluster;
        this.terminal = terminal;
        this.clock = clock;
        this.pause = pause;
    }

    Terminal terminal() {
        return terminal;
    }

    Instant now() {
        return clock.instant();
    }

    /// Applies a pool with its node class and waits until it is ready.
    Demo.Outcome prepare(String resource) throws InterruptedException {
        terminal.line();
        terminal.heading("A pool of machines, and what they look like on AWS");
        terminal.command("kubectl apply -f nodepool.yaml -f ec2nodeclass.yaml");
        Instant start = now();
        cluster.apply(resource);
        boolean ready = await(
                POOL_LIMIT,
                () -> cluster.nodePoolReadiness().ready(),
                () -> "waiting for the node pool: "
                        + cluster.nodePoolReadiness().reason());
        Duration took = Duration.between(start, now());
        if (!ready) {
            String reason = "the node pool did not become ready: "
                    + cluster.nodePoolReadiness().reason();
            terminal.bad("  " + reason);
            return new Demo.Outcome("pool and node class", List.of(), 0, took, reason);
        }
        terminal.good("  ready after " + seconds(took));
        return new Demo.Outcome("pool and node class", List.of(), 0, took, null);
    }

    /// Waits for something to come true.
    ///
    /// @return whether it did within the limit
    boolean await(Duration limit, BooleanSupplier condition, Supplier<String> progress) throws InterruptedException {
        Instant end = now().plus(limit);
        while (!condition.getAsBoolean()) {
            if (!now().isBefore(end)) {
                terminal.endProgress();
                return condition.getAsBoolean();
            }
            terminal.progress(progress.get());
            pause.sleep(POLL);
        }
        terminal.endProgress();
        return true;
    }

    String elapsed(Instant start) {
        return Duration.between(start, now()).toSeconds() + " s";
    }

    void show(List<DemoNode> nodes) {
        terminal.command("kubectl get nodes -l type=karpenter");
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
        terminal.line("  the cluster's machines cost " + dollars(price(nodes)) + " per hour");
    }

    void summarize(List<Demo.Outcome> outcomes) {
        terminal.line();
        terminal.heading("Summary");
        var table = new Table("STEP", "MACHINES", "COST/HOUR", "TOOK", "OUTCOME");
        for (Demo.Outcome outcome : outcomes) {
            table.row(
                    outcome.step(),
                    DemoStep.inWords(outcome.types()),
                    dollars(outcome.pricePerHour()),
                    seconds(outcome.took()),
                    outcome.failure() == null ? "as expected" : outcome.failure());
        }
        table.lines().forEach(line -> terminal.line("  " + line));
    }

    static double price(List<DemoNode> nodes) {
        return nodes.stream().mapToDouble(DemoNode::pricePerHour).sum();
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    private static String dollars(double amount) {
        return String.format(Locale.ROOT, "$%.4f", amount);
    }
}
