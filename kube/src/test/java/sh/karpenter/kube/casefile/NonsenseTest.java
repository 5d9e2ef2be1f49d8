package sh.karpenter.kube.casefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.scheduling.solve.Scheduler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Recorded cases with something spoilt in them, as manifests come from people and machines: raw JSON through the
/// mapping and the solve. Seeded; `-Dnonsense.rounds=N` plays more.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class NonsenseTest {
    private static final int ROUNDS = Integer.getInteger("nonsense.rounds", 60);
    private static final List<String> FAMILIES = List.of(
            "mixed",
            "spread-zone",
            "pod-affinity",
            "pod-anti-affinity",
            "volumes",
            "reserved",
            "min-values",
            "daemonsets",
            "existing-nodes",
            "host-ports",
            "preferences",
            "pod-requests",
            "node-affinity",
            "pools-weights-limits");

    private final JsonMapper json = JsonMapper.builder().build();
    private final CaseReader reader = CaseArchive.reader();
    private final SortedMap<String, JsonNode> catalogues = catalogues();

    /// A spoilt object of these lists is left out or placed; nothing happens to the others.
    @ParameterizedTest
    @ValueSource(strings = {"pods", "nodePools", "instanceTypes"})
    void oneBadObjectDoesNotDisturbTheOthers(String list) {
        var failures = new ArrayList<String>();
        for (String family : FAMILIES) {
            List<String> lines = CaseArchive.lines(family);
            for (int seed = 0; seed < ROUNDS / 10; seed++) {
                var random = new Random(seed * 31L + family.hashCode());
                ObjectNode document = document(lines.get(random.nextInt(lines.size())));
                if (document.path(list) instanceof ArrayNode objects
                        && !objects.isEmpty()
                        && objects.get(random.nextInt(objects.size())) instanceof ObjectNode one) {
                    SortedSet<String> allowed = ignored(document);
                    allowed.add(one.path("metadata").path("name").asString(""));
                    new Mutation(random).spoil(one);
                    allowed.add(one.path("metadata").path("name").asString(""));
                    String failure = play(document, list.equals("pods") ? allowed : null);
                    if (failure != null) {
                        failures.add(family + " seed " + seed + ": " + failure + "\n  " + one);
                    }
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    /// Anything else that is spoilt gives a message or a plan.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nodes",
                "boundPods",
                "daemonSets",
                "persistentVolumes",
                "persistentVolumeClaims",
                "storageClasses",
                "namespaces",
                "podDisruptionBudgets"
            })
    void aBadClusterGivesAMessageOrAPlan(String list) {
        var failures = new ArrayList<String>();
        for (String family : FAMILIES) {
            List<String> lines = CaseArchive.lines(family);
            for (int seed = 0; seed < ROUNDS / 10; seed++) {
                var random = new Random(seed * 37L + family.hashCode());
                ObjectNode document = document(lines.get(random.nextInt(lines.size())));
                if (document.path(list) instanceof ArrayNode objects
                        && !objects.isEmpty()
                        && objects.get(random.nextInt(objects.size())) instanceof ObjectNode one) {
                    new Mutation(random).spoil(one);
                    try {
                        reader.read(document.toString());
                    } catch (IllegalArgumentException told) {
                        if (String.valueOf(told.getMessage()).startsWith(list + "[")) {
                            continue;
                        }
                    } catch (RuntimeException unexpected) {
                        failures.add(family + " seed " + seed + ": " + where(unexpected) + "\n  " + one);
                        continue;
                    }
                    String failure = play(document, null);
                    if (failure != null) {
                        failures.add(family + " seed " + seed + ": " + failure + "\n  " + one);
                    }
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    /// Names of the pods that are not considered.
    private SortedSet<String> ignored(ObjectNode document) {
        var result = Scheduler.solve(reader.read(document.toString()).problem(), Deadline.none());
        var names = new TreeSet<String>();
        result.ignored().sequencedKeySet().forEach(pod -> names.add(pod.name()));
        return names;
    }

    /// Plans a document with one spoilt object.
    ///
    /// @param ignored names of the only pods that may be ignored, null for any
    /// @return what is wrong with the outcome, null when nothing is
    private @Nullable String play(ObjectNode document, @Nullable SortedSet<String> ignored) {
        try {
            CaseFile file = reader.read(document.toString());
            SchedulingResult result = Scheduler.solve(file.problem(), Deadline.none());
            JsonNode decided = new Decision(CaseReader.vocabulary()).toJson(file, result);
            return problem(file, result, decided, ignored);
        } catch (RuntimeException unexpected) {
            return where(unexpected);
        }
    }

    private static @Nullable String problem(
            CaseFile file, SchedulingResult result, JsonNode decided, @Nullable SortedSet<String> ignored) {
        int told = result.rejected().size()
                + result.ignored().size()
                + result.deferred().size();
        told += result.newNodeClaims().stream()
                .mapToInt(claim -> claim.pods().size())
                .sum();
        told += result.existing().values().stream().mapToInt(List::size).sum();
        if (told != file.problem().pods().size()) {
            return told + " of " + file.problem().pods().size() + " pods are in the result";
        }
        if (file.unread().size() > 1) {
            return "more than one object left out: " + file.unread();
        }
        for (Pod pod : result.ignored().sequencedKeySet()) {
            if (ignored != null && !ignored.contains(pod.name())) {
                return pod.name() + " is ignored, and was not spoilt: " + decided.path("ignored");
            }
        }
        return null;
    }

    private static String where(RuntimeException failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        var text = new StringBuilder(failure.toString());
        for (int i = 0; i < Math.min(6, trace.length); i++) {
            text.append("\n    ").append(trace[i]);
        }
        return text.toString();
    }

    private static SortedMap<String, JsonNode> catalogues() {
        var result = new TreeMap<String, JsonNode>();
        for (String line : CaseArchive.lines("catalogues")) {
            JsonNode read = JsonMapper.shared().readTree(line);
            result.put(read.path("name").asString(""), read.path("types"));
        }
        return result;
    }

    /// A case with its instance types written out.
    private ObjectNode document(String line) {
        ObjectNode written = (ObjectNode) json.readTree(line).path("case");
        String catalogue = written.path("instanceTypeCatalogue").asString("");
        if (!catalogue.isEmpty()) {
            written.set(
                    "instanceTypes",
                    Objects.requireNonNull(catalogues.get(catalogue)).deepCopy());
            written.remove("instanceTypeCatalogue");
        }
        return written;
    }
}
