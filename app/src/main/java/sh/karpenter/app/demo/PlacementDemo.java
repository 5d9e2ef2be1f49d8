package sh.karpenter.app.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.app.cli.Table;
import sh.karpenter.app.cli.Terminal;

/// Plays workloads that are choosy about their place and checks that their pods are bound where the plan said.
///
/// Pods of one workload are the same to everybody who places them, so what counts is that each machine gets as many of
/// them as planned. The controller runs with `--pod-binding=direct`, but the scheduler may be first.
public final class PlacementDemo {
    private static final Duration STEP_LIMIT = Duration.ofSeconds(60);

    private final PlacementCluster cluster;
    private final Stage stage;
    private final Terminal terminal;

    PlacementDemo(PlacementCluster cluster, Terminal terminal, InstantSource clock, Demo.Pause pause) {
        this.cluster = cluster;
        this.stage = new Stage(cluster, terminal, clock, pause);
        this.terminal = terminal;
    }

    /// Plays it.
    ///
    /// @return what came out of each step; it ends at the first that failed
    public List<Demo.Outcome> run() throws InterruptedException {
        var outcomes = new ArrayList<Demo.Outcome>();
        outcomes.add(stage.prepare("/demo/placement/nodepool.yaml"));
        for (PlacementStep step : PlacementStep.all()) {
            if (outcomes.getLast().failure() == null) {
                outcomes.add(play(step));
            }
        }
        stage.summarize(outcomes);
        return outcomes;
    }

    private Demo.Outcome play(PlacementStep step) throws InterruptedException {
        terminal.line();
        terminal.heading(step.title());
        terminal.command("kubectl apply -f " + step.file());
        Instant start = stage.now();
        cluster.apply("/demo/placement/" + step.file());
        stage.await(
                STEP_LIMIT,
                () -> failure(step, cluster.pods(), cluster.nodes()) == null,
                () -> "waiting for " + step.replicas() + " pods of " + step.app() + ", " + stage.elapsed(start));
        Duration took = Duration.between(start, stage.now());
        List<DemoPod> pods = cluster.pods();
        List<DemoNode> nodes = cluster.nodes();
        show(pods, nodes);
        stage.show(nodes);
        String failure = failure(step, pods, nodes);
        List<String> types = nodes.stream().map(DemoNode::instanceType).sorted().toList();
        if (failure == null) {
            terminal.good("  expected " + DemoStep.inWords(step.expectedTypes()) + ", the pods " + step.rule()
                    + " and where the plan said: so it is");
        } else {
            terminal.bad("  " + failure);
        }
        return new Demo.Outcome(step.title(), types, Stage.price(nodes), took, failure);
    }

    /// What is not as expected, null when everything is.
    static @Nullable String failure(PlacementStep step, List<DemoPod> all, List<DemoNode> nodes) {
        var byName = new LinkedHashMap<String, DemoNode>();
        nodes.forEach(node -> byName.put(node.name(), node));
        List<DemoPod> pods =
                all.stream().filter(pod -> pod.app().equals(step.app())).toList();
        long running = pods.stream().filter(DemoPod::ready).count();
        if (running != step.replicas() || pods.size() != step.replicas()) {
            return running + " of " + step.replicas() + " pods run";
        }
        var free = new ArrayList<>(pods.stream().map(DemoPod::node).toList());
        for (DemoPod pod : pods) {
            if (pod.planned() != null && !free.remove(pod.planned())) {
                return "a pod of " + step.app() + " was planned onto " + pod.planned() + " and none is there";
            }
        }
        List<String> types = nodes.stream().map(DemoNode::instanceType).sorted().toList();
        if (!types.equals(step.expectedTypes()) || !nodes.stream().allMatch(DemoNode::ready)) {
            return "expected " + DemoStep.inWords(step.expectedTypes()) + ", found " + DemoStep.inWords(types);
        }
        var places = step.places();
        if (places != null) {
            long different = pods.stream()
                    .map(pod -> Objects.requireNonNull(byName.get(pod.node())))
                    .map(places)
                    .distinct()
                    .count();
            if (different != step.replicas()) {
                return "the pods are not " + step.rule();
            }
        }
        return null;
    }

    private void show(List<DemoPod> pods, List<DemoNode> nodes) {
        terminal.command("kubectl get pods -n placement -o wide");
        var table = new Table("POD", "NODE", "ZONE", "PLACE");
        for (DemoPod pod : pods) {
            String zone = nodes.stream()
                    .filter(node -> node.name().equals(pod.node()))
                    .map(DemoNode::zone)
                    .findFirst()
                    .orElse("");
            String place = pod.planned() == null
                    ? "found by the scheduler"
                    : pod.planned().equals(pod.node()) ? "as planned" : "changed places with its like";
            table.row(pod.name(), pod.node(), zone, place);
        }
        table.lines().forEach(line -> terminal.line("  " + line));
    }
}
