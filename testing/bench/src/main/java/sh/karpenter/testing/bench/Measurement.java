package sh.karpenter.testing.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.scheduling.solve.Scheduler;

/// Measures one input in JVMs of its own, from the plain problem to the result, compilation included, reading of
/// JSON not.
final class Measurement {
    /// Set to true to measure CPU time.
    static final String CPU_TIME = "bench.cpu";

    private static final int COLD_RUNS = 5;
    private static final int LEAST_RUNS = 7;
    private static final int MOST_RUNS = 400;
    private static final long WARM_UP_NANOS = 6_000_000_000L;

    private Measurement() {}

    /// What was measured. Times are the best of several runs, as those of the reference are.
    ///
    /// @param coldPlain first solve of a fresh JVM, milliseconds
    /// @param coldCached the same with a cache of classes as the launcher has it, milliseconds
    /// @param warm milliseconds, median of the later half of the runs
    /// @param allocated bytes that a warm solve allocates
    /// @param peakHeap bytes of heap in use at most, the problem itself included
    /// @param claims nodes opened
    /// @param price of the plan, per hour
    record Figures(
            double coldPlain,
            double coldCached,
            double warm,
            long allocated,
            long peakHeap,
            int claims,
            double price) {}

    /// Makes a cache of classes as the launcher does after a build: by running `karpenter warm-up`, which knows
    /// nothing of the inputs here.
    static Path train() throws IOException, InterruptedException {
        Path cache = Files.createTempFile("bench", ".aot");
        cache.toFile().deleteOnExit();
        run(List.of("-XX:AOTCacheOutput=" + cache), "sh.karpenter.app.Main", "warm-up");
        return cache;
    }

    /// Measures an input.
    ///
    /// @param cache from [#train]
    static Figures of(String input, Path cache) throws IOException, InterruptedException {
        double plain = Double.POSITIVE_INFINITY;
        double cached = Double.POSITIVE_INFINITY;
        for (int run = 0; run < COLD_RUNS; run++) {
            plain = Math.min(plain, Double.parseDouble(child(List.of(), "--cold", input)[0]));
            cached = Math.min(cached, Double.parseDouble(child(List.of("-XX:AOTCache=" + cache), "--cold", input)[0]));
        }
        String[] warm = child(List.of(), "--warm", input);
        return new Figures(
                plain,
                cached,
                Double.parseDouble(warm[0]),
                Long.parseLong(warm[1]),
                Long.parseLong(warm[2]),
                Integer.parseInt(warm[3]),
                Double.parseDouble(warm[4]));
    }

    private static String[] child(List<String> flags, String mode, String input)
            throws IOException, InterruptedException {
        return run(flags, SchedulingBench.class.getName(), mode, input).split(" ");
    }

    /// Runs a class of the same class path in a JVM with the same flags and some more.
    ///
    /// @return what it prints
    private static String run(List<String> flags, String main, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(flags);
        command.add("-Xlog:disable");
        command.add("-D" + CPU_TIME + "=" + Boolean.getBoolean(CPU_TIME));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        Path remarks = Files.createTempFile("bench", ".log");
        remarks.toFile().deleteOnExit();
        Process process =
                new ProcessBuilder(command).redirectError(remarks.toFile()).start();
        String printed;
        try (var output = process.inputReader()) {
            printed = output.readAllAsString().trim();
        }
        if (process.waitFor() != 0) {
            throw new IOException(main + " " + String.join(" ", arguments) + " failed: " + Files.readString(remarks));
        }
        return printed;
    }

    /// What a child does: prints its figures on one line.
    static void inChild(String mode, String input) {
        SchedulingProblem problem = BenchInputs.read(input);
        ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        switch (mode) {
            case "--cold" -> System.out.printf(Locale.ROOT, "%f%n", millis(problem));
            default -> printWarm(problem);
        }
    }

    /// Times one solve.
    static double millis(SchedulingProblem problem) {
        long started = nanos();
        Scheduler.solve(problem, Deadline.none());
        return (nanos() - started) / 1e6;
    }

    /// The clock: the time of day, or where the machine is busy with other things the CPU time of this thread,
    /// which alone solves.
    private static long nanos() {
        return Boolean.getBoolean(CPU_TIME)
                ? ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
                : System.nanoTime();
    }

    private static void printWarm(SchedulingProblem problem) {
        SchedulingResult result = Scheduler.solve(problem, Deadline.none());
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var times = new ArrayList<Double>();
        long allocated = Long.MAX_VALUE;
        long begun = System.nanoTime();
        while (times.size() < LEAST_RUNS || (System.nanoTime() - begun < WARM_UP_NANOS && times.size() < MOST_RUNS)) {
            long bytes = threads.getCurrentThreadAllocatedBytes();
            times.add(millis(problem));
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - bytes);
        }
        List<Double> late = new ArrayList<>(times.subList(times.size() / 2, times.size()));
        late.sort(null);
        double price = 0;
        for (ProposedNodeClaim claim : result.newNodeClaims()) {
            price += claim.pricePerHour();
        }
        System.out.printf(
                Locale.ROOT,
                "%f %d %d %d %f%n",
                late.get(late.size() / 2),
                allocated,
                peakHeap(),
                result.newNodeClaims().size(),
                price);
    }

    private static long peakHeap() {
        long peak = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                peak += pool.getPeakUsage().getUsed();
            }
        }
        return peak;
    }
}
