package sh.karpenter.testing.bench.day;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionOptions.Mode;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.pass.DisruptionPass;
import sh.karpenter.core.disruption.pass.PassInput;
import sh.karpenter.core.disruption.pass.PassMemory;
import sh.karpenter.core.disruption.pass.PassOutcome;

/// Lives through one day with each mode of consolidation, and without any: what the cluster costs over time,
/// how many nodes are removed and launched for it, how many pods have to move.
///
/// 1. Every few minutes pods come and go ([Workload]), and machines are launched for those without a place.
/// 2. Then passes follow each other, one every 15 seconds (the time that a command waits to be confirmed),
///    until one finds nothing or the next change comes. In reference mode a pass has one command; time for
///    thinking is free in both modes, which flatters the reference: Karpenter itself needs 71 ms per candidate
///    in a cluster of this size.
/// 3. Commands are carried out at once.
///
/// `SimulatedDay [--nodes N] [--step MINUTES] [--svg FILE]`
public final class SimulatedDay {
    static final Instant MIDNIGHT = Instant.parse("2026-02-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration BETWEEN_PASSES = Duration.ofSeconds(15);
    private static final long SEED = 20260201;

    /// CPUs asked for per node wanted at noon: machines have 2 to 16, and most are launched for few pods at a time.
    private static final double CPUS_PER_NODE = 6.7;

    private SimulatedDay() {}

    /// How a day went.
    ///
    /// @param name of the line in table and plot
    /// @param costs per step: what the cluster costs per hour
    /// @param nodes per step: how many nodes there are
    /// @param removed per step: how many nodes disruption has removed so far
    /// @param disturbed per step: how many times a pod has had to move so far
    /// @param launched how many nodes were launched in place of others
    /// @param swapped how many of the removed nodes had been launched in place of others within the last hour
    /// @param unplaced pods without a place at the end of a step, summed up
    record Course(
            String name,
            List<Double> costs,
            List<Integer> nodes,
            List<Integer> removed,
            List<Integer> disturbed,
            int launched,
            int swapped,
            int unplaced) {

        double meanCost() {
            return costs.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        }
    }

    /// Entry point.
    public static void main(String[] arguments) throws IOException {
        int nodes = 1000;
        int step = 10;
        Path svg = null;
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--nodes" -> nodes = Integer.parseInt(arguments[i + 1]);
                case "--step" -> step = Integer.parseInt(arguments[i + 1]);
                case "--svg" -> svg = Path.of(arguments[i + 1]);
                default ->
                    throw new IllegalArgumentException(
                            "unknown option " + arguments[i] + "; maybe --nodes N, --step MINUTES or --svg FILE");
            }
        }
        var courses = new ArrayList<Course>();
        courses.add(live("none", null, nodes, Duration.ofMinutes(step)));
        courses.add(live("reference", Mode.REFERENCE, nodes, Duration.ofMinutes(step)));
        courses.add(live("default", Mode.DEFAULT, nodes, Duration.ofMinutes(step)));
        print(courses);
        if (svg != null) {
            Files.writeString(svg, DayPlot.of(courses, Duration.ofMinutes(step)));
        }
    }

    /// Lives through the day.
    ///
    /// @param mode null for no consolidation at all
    static Course live(String name, @Nullable Mode mode, int nodes, Duration step) {
        DisruptionOptions options = DisruptionOptions.defaults().in(mode == null ? Mode.DEFAULT : mode);
        var cluster = new VirtualCluster(Catalogue.empty(options));
        var workload = new Workload(nodes * CPUS_PER_NODE, SEED);
        var life = new Life(cluster, options);
        var costs = new ArrayList<Double>();
        var counts = new ArrayList<Integer>();
        var removed = new ArrayList<Integer>();
        var disturbed = new ArrayList<Integer>();
        int unplaced = 0;
        for (Duration time = Duration.ZERO; time.compareTo(DAY) < 0; time = time.plus(step)) {
            Instant now = MIDNIGHT.plus(time);
            workload.at(now, time, cluster);
            cluster.provision(now);
            if (mode != null) {
                life.tidy(now, now.plus(step));
            }
            unplaced += cluster.pendingPods();
            costs.add(cluster.pricePerHour());
            counts.add(cluster.nodes().size());
            removed.add(life.removed);
            disturbed.add(life.disturbed);
            if (time.toMinutes() % 120 == 0) {
                System.err.printf(
                        Locale.ROOT,
                        "%s %02d:00: %d nodes, %d pods, %.2f per hour, %d removed%n",
                        name,
                        time.toHours(),
                        cluster.nodes().size(),
                        cluster.runningPods(),
                        cluster.pricePerHour(),
                        life.removed);
            }
        }
        return new Course(name, costs, counts, removed, disturbed, life.launched, life.swapped, unplaced);
    }

    /// What disruption does, and what it remembers.
    private static final class Life {
        private final VirtualCluster cluster;
        private final DisruptionOptions options;
        private PassMemory memory = PassMemory.empty();
        private int removed;
        private int launched;
        private int disturbed;
        private int swapped;

        Life(VirtualCluster cluster, DisruptionOptions options) {
            this.cluster = cluster;
            this.options = options;
        }

        /// Passes until nothing is found or the time is over.
        void tidy(Instant from, Instant until) {
            boolean found = true;
            for (Instant now = from; found && now.isBefore(until); now = now.plus(BETWEEN_PASSES)) {
                var input = new PassInput(cluster.round(now, options), cluster.generation(), List.of());
                PassOutcome outcome = DisruptionPass.whole(input, memory);
                memory = outcome.memory();
                found = !outcome.commands().isEmpty();
                for (PassOutcome.Planned planned : outcome.commands()) {
                    carryOut(planned.command(), now);
                }
            }
        }

        private void carryOut(DisruptionCommand command, Instant now) {
            for (Candidate candidate : command.candidates()) {
                removed++;
                disturbed += candidate.pods().size();
                swapped += memory.damping()
                                        .replacements()
                                        .containsKey(candidate.claim().name())
                                && !command.replacements().isEmpty()
                        ? 1
                        : 0;
            }
            for (String claim : cluster.carryOut(command, now)) {
                launched++;
                memory = memory.replaced(claim, command, now);
            }
        }
    }

    private static void print(List<Course> courses) {
        System.out.println(
                "| Consolidation | mean cost per hour | of none | nodes, mean | at most | nodes removed | launched in"
                        + " their place | pods disturbed | replaced twice within an hour | pods without place |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|");
        double base = courses.getFirst().meanCost();
        for (Course course : courses) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %.1f %% | %.0f | %d | %d | %d | %d | %d | %d |%n",
                    course.name,
                    course.meanCost(),
                    100 * course.meanCost() / base,
                    course.nodes.stream().mapToInt(Integer::intValue).average().orElse(0),
                    Collections.max(course.nodes),
                    course.removed.getLast(),
                    course.launched,
                    course.disturbed.getLast(),
                    course.swapped,
                    course.unplaced);
        }
    }
}
