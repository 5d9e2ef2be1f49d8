package sh.karpenter.testing.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.scheduling.solve.Scheduler;

/// Times solves from the plain problem to the result, compilation included, reading of JSON not: the first solve
/// of a fresh JVM (cold),
/// the median of repeated ones (warm), and the bytes that a warm one allocates.
///
/// `SchedulingBench [--json] [INPUT...]`; an input is a known name or a case file. Each is measured in a JVM of
/// its own.
public final class SchedulingBench {
    private static final int LEAST_RUNS = 7;
    private static final long WARM_UP_NANOS = 6_000_000_000L;
    private static final int MOST_RUNS = 400;

    private SchedulingBench() {}

    /// What was measured.
    private record Figures(double coldMillis, double warmMillis, long allocatedBytes, int claims, double price) {}

    /// Entry point.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var inputs = new ArrayList<String>();
        boolean json = false;
        boolean child = false;
        for (String argument : arguments) {
            switch (argument) {
                case "--json" -> json = true;
                case "--child" -> child = true;
                default -> inputs.add(argument);
            }
        }
        if (child) {
            Figures figures = measure(BenchInputs.read(inputs.getFirst()));
            System.out.printf(
                    Locale.ROOT,
                    "%f %f %d %d %f%n",
                    figures.coldMillis,
                    figures.warmMillis,
                    figures.allocatedBytes,
                    figures.claims,
                    figures.price);
            return;
        }
        if (inputs.isEmpty()) {
            BenchInputs.ALL.forEach(reference -> inputs.add(reference.name()));
        }
        if (!json) {
            System.out.printf(
                    Locale.ROOT,
                    "%s %s, %d processors, %d MiB heap%n%n",
                    System.getProperty("java.vm.name"),
                    System.getProperty("java.vm.version"),
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.getRuntime().maxMemory() >> 20);
            System.out.println(
                    "| Input | Karpenter, ms | cold, ms | × | warm, ms | × | Karpenter, MiB | allocated, MiB | × |"
                            + " claims (Karpenter) | price (Karpenter) |");
            System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
        }
        for (String input : inputs) {
            print(input, inChild(input), json);
        }
    }

    private static Figures inChild(String input) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), SchedulingBench.class.getName(), "--child", input));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String[] figures;
        try (var output = process.inputReader()) {
            figures = output.readAllAsString().trim().split(" ");
        }
        if (process.waitFor() != 0 || figures.length != 5) {
            throw new IOException("measuring " + input + " failed: " + Arrays.toString(figures));
        }
        return new Figures(
                Double.parseDouble(figures[0]),
                Double.parseDouble(figures[1]),
                Long.parseLong(figures[2]),
                Integer.parseInt(figures[3]),
                Double.parseDouble(figures[4]));
    }

    private static void print(String input, Figures figures, boolean json) {
        if (json) {
            System.out.printf(
                    Locale.ROOT,
                    "{\"input\":\"%s\",\"coldMillis\":%.3f,\"warmMillis\":%.3f,\"allocatedBytes\":%d}%n",
                    input,
                    figures.coldMillis,
                    figures.warmMillis,
                    figures.allocatedBytes);
            return;
        }
        double allocated = figures.allocatedBytes / 1048576.0;
        for (BenchInputs.Reference reference : BenchInputs.ALL) {
            if (reference.name().equals(input)) {
                double millis = reference.seconds() * 1000;
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %.0f | %.1f | %.0f | %.2f | %.0f | %.0f | %.2f | %.0f | %d (%d) | %.2f (%.2f) |%n",
                        input,
                        millis,
                        figures.coldMillis,
                        millis / figures.coldMillis,
                        figures.warmMillis,
                        millis / figures.warmMillis,
                        reference.mebibytes(),
                        allocated,
                        reference.mebibytes() / allocated,
                        figures.claims,
                        reference.claims(),
                        figures.price,
                        reference.price());
                return;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | | %.1f | | %.2f | | | %.2f | | %d | %.2f |%n",
                input,
                figures.coldMillis,
                figures.warmMillis,
                allocated,
                figures.claims,
                figures.price);
    }

    private static Figures measure(SchedulingProblem problem) {
        long started = System.nanoTime();
        SchedulingResult result = Scheduler.solve(problem, Deadline.none());
        double cold = (System.nanoTime() - started) / 1e6;
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var times = new ArrayList<Double>();
        long allocated = Long.MAX_VALUE;
        long begun = System.nanoTime();
        while (times.size() < LEAST_RUNS || (System.nanoTime() - begun < WARM_UP_NANOS && times.size() < MOST_RUNS)) {
            long bytes = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            result = Scheduler.solve(problem, Deadline.none());
            times.add((System.nanoTime() - start) / 1e6);
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - bytes);
        }
        List<Double> late = new ArrayList<>(times.subList(times.size() / 2, times.size()));
        late.sort(null);
        double price = 0;
        for (ProposedNodeClaim claim : result.newNodeClaims()) {
            price += claim.pricePerHour();
        }
        return new Figures(
                cold,
                late.get(late.size() / 2),
                allocated,
                result.newNodeClaims().size(),
                price);
    }
}
