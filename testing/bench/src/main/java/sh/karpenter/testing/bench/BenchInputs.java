package sh.karpenter.testing.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.kube.casefile.CaseReader;

/// The inputs by name, and what Karpenter needed for them.
final class BenchInputs {
    private BenchInputs() {}

    /// What Karpenter needed: set-up and solve in seconds, allocation in MiB, on a machine of two cores.
    ///
    /// @param name the input
    /// @param pods pods to place
    /// @param seconds set-up and solve
    /// @param mebibytes allocated
    /// @param claims nodes opened
    /// @param price of the plan
    record Reference(String name, int pods, double seconds, double mebibytes, int claims, double price) {}

    /// Recorded August 2026 with Karpenter's core between 1.14 and 1.15, Go 1.26.8, 2 cores; the best of several
    /// runs.
    static final List<Reference> ALL = List.of(
            new Reference("diverse-1000", 1000, 1.28, 87, 200, 344.33),
            new Reference("diverse-5000", 5000, 7.85, 943, 1000, 1740.24),
            new Reference("diverse-20000", 20000, 63.38, 11777, 4000, 7026.76),
            new Reference("identical-5000", 5000, 1.53, 110, 7, 788.13),
            new Reference("zone-spread-5000", 5000, 3.43, 220, 12, 1361.92),
            new Reference("hostname-anti-affinity-2000", 2000, 7.89, 2370, 2000, 1083.99),
            new Reference("scale-up-1000-nodes", 1000, 0.72, 58, 42, 81.52),
            new Reference("preferences-4000-ignore", 4000, 1.52, 94, 21, 2524.60),
            new Reference("preferences-4000-respect", 4000, 52.79, 22493, 4000, 3776.98));

    /// 1,000 nodes and 1,000 pods of one input, ten and a hundred times.
    private static SchedulingProblem large() {
        return Scaled.of(read("scale-up-1000-nodes"), 100, 10);
    }

    /// Reads an input: one of the known names, `large`, or a file.
    ///
    /// @throws IllegalArgumentException when it is none of these
    static SchedulingProblem read(String input) {
        if (input.equals("large")) {
            return large();
        }
        var reader = new CaseReader(name -> resource(name + ".json.gz"));
        boolean known = ALL.stream().anyMatch(reference -> reference.name().equals(input));
        return reader.read(known ? resource(input + ".json.gz") : file(Path.of(input)))
                .problem();
    }

    /// A pool without demands over a catalogue of instance types.
    ///
    /// @param budget how many of its nodes may be disrupted at once, as written in a budget
    static SchedulingProblem catalogue(String name, String budget) {
        String pool = """
            {"case": {"name": "catalogue", "instanceTypeCatalogue": "%s", "pods": [], "nodePools": [
              {"apiVersion": "karpenter.sh/v1", "kind": "NodePool", "metadata": {"name": "default"},
               "spec": {"template": {"spec": {"requirements": [], "nodeClassRef":
                 {"group": "karpenter.test.sh", "kind": "TestNodeClass", "name": "default"}}},
                 "disruption": {"consolidationPolicy": "WhenEmptyOrUnderutilized", "consolidateAfter": "0s",
                   "budgets": [{"nodes": "%s"}]}}}]}}
            """.formatted(name, budget);
        return new CaseReader(catalogue -> resource(catalogue + ".json.gz"))
                .read(pool)
                .problem();
    }

    private static String resource(String name) {
        return text(Objects.requireNonNull(BenchInputs.class.getResourceAsStream(name), name), true);
    }

    private static String file(Path path) {
        try {
            return text(Files.newInputStream(path), path.toString().endsWith(".gz"));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    "no input " + path + ": neither a file nor a known name (see testing/bench/run --help)", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(InputStream stream, boolean zipped) {
        try (InputStream open = zipped ? new GZIPInputStream(stream) : stream) {
            return new String(open.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
