package sh.karpenter.testing.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.testing.bench.BenchInputs.Reference;
import sh.karpenter.testing.bench.Measurement.Figures;

/// Times solves and prints them beside Karpenter's figures; see [#HELP].
public final class SchedulingBench {
    private static final String HELP = """
        testing/bench/run [--cpu] [--json] [INPUT...]   times solves: cold, warm, bytes allocated
        testing/bench/run [--cpu] scaling               how the time grows when pods and nodes double
        testing/bench/run jmh [ARGUMENT...]             the operations that a solve is made of (JMH's arguments)

        INPUT is one of the names below, "large" (100,000 pods, 10,000 nodes), or a case file (.json, .json.gz).
        Without any, all but "large" are run.
          NAMES
        Timed is everything from the plain problem to the result, compilation included, reading of JSON not.
          cold   first solve of a fresh JVM, best of 5 JVMs: plain, and with a cache of classes made as the launcher
                 ./karpenter makes its own after a build: by `karpenter warm-up`, which knows none of the inputs
          warm   median of the later half of the runs within 6 s
        --cpu  measures the CPU time of the solving thread, for a machine that is busy with other things
        --json prints one document a line: input, coldMillis (with the cache: what a user of the launcher gets),
        coldPlainMillis, warmMillis, allocatedBytes, peakHeapBytes.
        """;
    private static final double MEBIBYTE = 1 << 20;
    private static final int DOUBLINGS = 3;

    private SchedulingBench() {}

    /// Entry point.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var inputs = new ArrayList<>(List.of(arguments));
        boolean json = inputs.remove("--json");
        if (inputs.remove("--cpu")) {
            System.setProperty(Measurement.CPU_TIME, "true");
        }
        String first = inputs.isEmpty() ? "" : inputs.getFirst();
        switch (first) {
            case "--help", "-h" -> System.out.print(HELP.replace("NAMES", String.join(", ", names())));
            case "--cold", "--warm" -> Measurement.inChild(first, inputs.get(1));
            case "scaling" -> scaling();
            default -> table(inputs.isEmpty() ? names() : inputs, json);
        }
    }

    private static List<String> names() {
        return BenchInputs.ALL.stream().map(Reference::name).toList();
    }

    private static void table(List<String> inputs, boolean json) throws IOException, InterruptedException {
        Path cache = Measurement.train();
        if (!json) {
            printMachine();
            System.out.println(
                    "| Input | Karpenter, ms | cold plain, ms | × | cold cached, ms | × | warm, ms | × | Karpenter, MiB"
                            + " | allocated, MiB | × | peak heap, MiB | claims (Karpenter) | price (Karpenter) |");
            System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        }
        for (String input : inputs) {
            Figures figures = Measurement.of(input, cache);
            if (json) {
                printJson(input, figures);
            } else {
                printRow(input, figures);
            }
        }
    }

    private static void printMachine() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        System.out.printf(
                Locale.ROOT,
                "%s %s, %s %s, %d processors, %d MiB heap, load %.1f%n%n",
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"),
                system.getName(),
                system.getArch(),
                system.getAvailableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20,
                system.getSystemLoadAverage());
    }

    private static void printJson(String input, Figures figures) {
        System.out.printf(
                Locale.ROOT,
                "{\"input\":\"%s\",\"coldMillis\":%.3f,\"warmMillis\":%.3f,\"allocatedBytes\":%d,"
                        + "\"coldPlainMillis\":%.3f,\"peakHeapBytes\":%d}%n",
                input.replace("\\", "\\\\").replace("\"", "\\\""),
                figures.coldCached(),
                figures.warm(),
                figures.allocated(),
                figures.coldPlain(),
                figures.peakHeap());
    }

    private static void printRow(String input, Figures figures) {
        double allocated = figures.allocated() / MEBIBYTE;
        double peak = figures.peakHeap() / MEBIBYTE;
        for (Reference reference : BenchInputs.ALL) {
            if (reference.name().equals(input)) {
                double millis = reference.seconds() * 1000;
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %.0f | %.1f | %.0f | %.1f | %.0f | %.2f | %.0f | %.0f | %.2f | %.0f | %.0f | %d (%d) |"
                                + " %.2f (%.2f) |%n",
                        input,
                        millis,
                        figures.coldPlain(),
                        millis / figures.coldPlain(),
                        figures.coldCached(),
                        millis / figures.coldCached(),
                        figures.warm(),
                        millis / figures.warm(),
                        reference.mebibytes(),
                        allocated,
                        reference.mebibytes() / allocated,
                        peak,
                        figures.claims(),
                        reference.claims(),
                        figures.price(),
                        reference.price());
                return;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | | %.1f | | %.1f | | %.2f | | | %.2f | | %.0f | %d | %.2f |%n",
                input,
                figures.coldPlain(),
                figures.coldCached(),
                figures.warm(),
                allocated,
                peak,
                figures.claims(),
                figures.price());
    }

    private static void scaling() {
        printMachine();
        System.out.println("Warm solves, best of 5, ms; × is the time of twice the pods (and nodes) against once.");
        System.out.println();
        System.out.println("| Input | 1 | 2 | × | 4 | × | 8 | × |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (String input : names()) {
            if (input.equals("diverse-5000") || input.equals("diverse-20000")) {
                continue;
            }
            SchedulingProblem base = BenchInputs.read(input);
            var row = new StringBuilder("| " + input);
            double before = 0;
            for (int doubling = 0; doubling <= DOUBLINGS; doubling++) {
                double best = best(Scaled.of(base, 1 << doubling, 1 << doubling));
                row.append(String.format(Locale.ROOT, " | %.1f", best));
                if (doubling > 0) {
                    row.append(String.format(Locale.ROOT, " | %.1f", best / before));
                }
                before = best;
            }
            System.out.println(row.append(" |"));
        }
    }

    private static double best(SchedulingProblem problem) {
        double best = Double.POSITIVE_INFINITY;
        for (int run = 0; run < 10; run++) {
            double millis = Measurement.millis(problem);
            best = run < 5 ? best : Math.min(best, millis);
        }
        return best;
    }
}
