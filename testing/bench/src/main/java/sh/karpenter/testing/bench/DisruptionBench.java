package sh.karpenter.testing.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.pass.Deadlines;
import sh.karpenter.core.disruption.pass.DisruptionPass;
import sh.karpenter.core.disruption.pass.PassInput;
import sh.karpenter.core.disruption.pass.PassMemory;
import sh.karpenter.core.disruption.pass.PassOutcome;

/// Times passes over generated clusters, from the plain round to the verdicts, compilation included:
///
/// - *judged*: every node judged alone, nothing planned (a budget of 0);
/// - *whole pass*: the same with a budget of 10 %, and the search for commands.
///
/// Two threads, repeated until warm; the median of the later half. CPU time is that of both threads and the
/// caller's. Each cluster is measured in a JVM of its own.
///
/// `DisruptionBench [--json] [NODES...]`
public final class DisruptionBench {
    private static final long SEED = 20260201;
    private static final int THREADS = 2;
    private static final int LEAST_RUNS = 12;
    private static final int MOST_RUNS = 200;
    private static final long WARM_UP_NANOS = 8_000_000_000L;

    private static final String MARK = "figures";

    private DisruptionBench() {}

    /// A cluster, and what Karpenter needed for one candidate of it.
    ///
    /// @param nodes how many
    /// @param constrained with hostname anti-affinity and zone spread
    /// @param karpenterMillis per candidate, 0 where it was not measured; recorded like those of [BenchInputs]
    /// @param targetSeconds within which we want all nodes judged
    private record Cluster(int nodes, boolean constrained, double karpenterMillis, double targetSeconds) {
        String name() {
            return nodes + (constrained ? " constrained" : " plain");
        }
    }

    private static final List<Cluster> CLUSTERS = List.of(
            new Cluster(100, false, 11.6, 0.1),
            new Cluster(100, true, 46, 0.1),
            new Cluster(1000, false, 71, 0.5),
            new Cluster(1000, true, 775, 0.5),
            new Cluster(5000, false, 0, 5),
            new Cluster(5000, true, 0, 5));

    /// What was measured of one kind of pass: wall and CPU milliseconds, MiB of heap after a collection, commands.
    private record Figures(double wall, double cpu, long heap, int commands) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, MARK + " %f %f %d %d", wall, cpu, heap, commands);
        }

        static Figures parse(String text) {
            String[] parts = text.split(" ", -1);
            return new Figures(
                    Double.parseDouble(parts[1]),
                    Double.parseDouble(parts[2]),
                    Long.parseLong(parts[3]),
                    Integer.parseInt(parts[4]));
        }
    }

    /// Entry point.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> words = Arrays.asList(arguments);
        if (words.contains("--child")) {
            Cluster cluster = CLUSTERS.get(Integer.parseInt(words.getLast()));
            System.out.println(measure(cluster, "0"));
            System.out.println(measure(cluster, "10%"));
            return;
        }
        boolean json = words.contains("--json");
        List<String> sizes =
                words.stream().filter(word -> !word.startsWith("--")).toList();
        if (!json) {
            System.out.println(Machine.describe());
            System.out.println();
            System.out.println(
                    "| Nodes | Karpenter, s | all judged, s | CPU, s | × | wanted, s | whole pass, s | CPU, s |"
                            + " commands | heap, MiB |");
            System.out.println("|---|---|---|---|---|---|---|---|---|---|");
        }
        for (int i = 0; i < CLUSTERS.size(); i++) {
            Cluster cluster = CLUSTERS.get(i);
            if (sizes.isEmpty() || sizes.contains(String.valueOf(cluster.nodes))) {
                print(cluster, inChild(i), json);
            }
        }
    }

    private static List<Figures> inChild(int cluster) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                DisruptionBench.class.getName(),
                "--child",
                String.valueOf(cluster)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines;
        try (var output = process.inputReader()) {
            // The other lines are the log of the libraries that read the pool's manifest.
            lines = output.lines().filter(line -> line.startsWith(MARK)).toList();
        }
        if (process.waitFor() != 0 || lines.size() != 2) {
            throw new IOException("measuring " + CLUSTERS.get(cluster).name() + " failed: " + lines);
        }
        return lines.stream().map(Figures::parse).toList();
    }

    private static void print(Cluster cluster, List<Figures> figures, boolean json) {
        Figures judged = figures.getFirst();
        Figures whole = figures.getLast();
        double karpenter = cluster.karpenterMillis * cluster.nodes / 1000;
        if (json) {
            System.out.printf(
                    Locale.ROOT,
                    "{\"nodes\":%d,\"constrained\":%s,\"judgedMillis\":%.1f,\"judgedCpuMillis\":%.1f,"
                            + "\"passMillis\":%.1f,\"passCpuMillis\":%.1f,\"commands\":%d,\"heapMebibytes\":%d}%n",
                    cluster.nodes,
                    cluster.constrained,
                    judged.wall,
                    judged.cpu,
                    whole.wall,
                    whole.cpu,
                    whole.commands,
                    Math.max(judged.heap, whole.heap));
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %.3f | %.3f | %s | %.1f | %.3f | %.3f | %d | %d |%n",
                cluster.name(),
                karpenter > 0 ? String.format(Locale.ROOT, "%.1f", karpenter) : "not measured",
                judged.wall / 1000,
                judged.cpu / 1000,
                karpenter > 0 ? String.format(Locale.ROOT, "%.0f", karpenter * 1000 / judged.wall) : "",
                cluster.targetSeconds,
                whole.wall / 1000,
                whole.cpu / 1000,
                whole.commands,
                Math.max(judged.heap, whole.heap));
    }

    private static Figures measure(Cluster cluster, String budget) {
        DisruptionRound round = GeneratedCluster.round(cluster.nodes, cluster.constrained, SEED, budget);
        var input = new PassInput(round, 1, List.of());
        var wall = new ArrayList<Double>();
        var cpu = new ArrayList<Double>();
        PassOutcome outcome = null;
        try (var threads = new Threads(THREADS)) {
            long begun = System.nanoTime();
            while (wall.size() < LEAST_RUNS || (System.nanoTime() - begun < WARM_UP_NANOS && wall.size() < MOST_RUNS)) {
                long busy = threads.cpuNanos();
                long start = System.nanoTime();
                var pass = new DisruptionPass(input, PassMemory.empty(), Deadlines.none(), threads);
                while (pass.hasNext()) {
                    pass.next();
                }
                outcome = pass.outcome();
                wall.add((System.nanoTime() - start) / 1e6);
                cpu.add((threads.cpuNanos() - busy) / 1e6);
            }
        }
        int nodes = outcome == null ? 0 : outcome.verdicts(round).size();
        if (nodes != cluster.nodes) {
            throw new IllegalStateException("only " + nodes + " of " + cluster.nodes + " nodes were judged");
        }
        Runtime.getRuntime().gc();
        long heap = (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
        return new Figures(
                lateMedian(wall),
                lateMedian(cpu),
                heap,
                outcome == null ? 0 : outcome.commands().size());
    }

    private static double lateMedian(List<Double> times) {
        var late = new ArrayList<>(times.subList(times.size() / 2, times.size()));
        late.sort(null);
        return late.get(late.size() / 2);
    }
}
