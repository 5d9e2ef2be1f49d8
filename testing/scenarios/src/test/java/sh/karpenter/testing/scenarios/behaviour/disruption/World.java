package sh.karpenter.testing.scenarios.behaviour.disruption;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.candidate.DisruptionOptions.Mode;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.kube.casefile.CaseFile;
import sh.karpenter.kube.casefile.CaseReader;
import sh.karpenter.testing.scenarios.behaviour.Scenario;
import sh.karpenter.testing.scenarios.behaviour.Situation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The cluster of a scenario and what becomes of it: what is written, what was laid over it meanwhile, and what
/// commands did to it. Machines are ready when they are launched, at the cheapest offering that was asked for, and
/// pods run where the decision put them.
final class World {
    private final Scenario scenario;
    private final @Nullable Long seed;
    private JsonNode given;
    private Instant now;

    /// What commands did: pod, as `namespace/name`, to its node; nodes gone; nodes come, as case files have them.
    private final TreeMap<String, String> moved = new TreeMap<>();

    private final TreeSet<String> gone = new TreeSet<>();
    private final List<ObjectNode> come = new ArrayList<>();
    private final TreeMap<String, Instant> touched = new TreeMap<>();
    private int launched;
    private long changes = 1;

    /// @param seed of the order in which things are listed, null for as they are written
    World(Scenario scenario, @Nullable Long seed) {
        this.scenario = scenario;
        this.seed = seed;
        this.given = scenario.given();
        String time = given.path("time").asString("");
        this.now = time.isEmpty() ? CaseReader.NOW : Instant.parse(time);
    }

    /// The moment.
    Instant now() {
        return now;
    }

    /// Changes with everything that happens.
    long state() {
        return changes;
    }

    /// Time passes.
    void pass(Duration time) {
        now = now.plus(time);
    }

    /// Lays something over what is given, as a JSON merge patch.
    void change(JsonNode patch) {
        changes++;
        given = merged(given, patch);
    }

    private static JsonNode merged(JsonNode target, JsonNode patch) {
        if (!patch.isObject() || !target.isObject()) {
            return patch;
        }
        ObjectNode result = ((ObjectNode) target).deepCopy();
        patch.properties().forEach(entry -> {
            if (entry.getValue().isNull()) {
                result.remove(entry.getKey());
            } else {
                result.set(entry.getKey(), merged(result.path(entry.getKey()), entry.getValue()));
            }
        });
        return result;
    }

    /// How disruption searches.
    Mode mode() {
        return switch (given.path("mode").asString("default")) {
            case "default" -> Mode.DEFAULT;
            case "reference" -> Mode.REFERENCE;
            default -> throw new IllegalArgumentException("mode: " + given.path("mode") + ": default or reference");
        };
    }

    /// The cluster as one pass sees it.
    ///
    /// @param held names of nodes of commands that wait or are under way
    /// @param leaving names of the nodes among them whose commands are under way
    DisruptionRound round(SortedSet<String> held, SortedSet<String> leaving) {
        ObjectNode written = new Situation().written(scenario.name(), given);
        happened(written);
        if (seed != null) {
            shuffle(written, new Random(seed));
        }
        CaseFile file = Situation.read(written);
        if (!file.unread().isEmpty()) {
            throw new IllegalArgumentException(scenario.file() + ": " + file.unread());
        }
        DisruptionRound round = file.round(mode());
        var refined = new NodeDetails(written.path("nodes"), round, now, touched);
        var nodes = new ArrayList<ClusterNode>();
        for (ClusterNode node : round.cluster().nodes()) {
            nodes.add(refined.of(node, leaving.contains(node.name())));
        }
        var queued = new TreeSet<>(held);
        queued.addAll(refined.queued());
        return new DisruptionRound(
                with(round.cluster(), nodes),
                round.pools(),
                queued,
                round.labels(),
                round.scheduling(),
                round.options(),
                refined.poolCosts(given.path("poolCosts")),
                now);
    }

    private static ClusterSnapshot with(ClusterSnapshot cluster, List<ClusterNode> nodes) {
        return new ClusterSnapshot(
                cluster.generation(),
                nodes.stream().sorted(Comparator.comparing(ClusterNode::name)).toList(),
                cluster.pendingPods(),
                cluster.nodePools(),
                cluster.daemonSets(),
                cluster.podDisruptionBudgets(),
                cluster.namespaces(),
                cluster.volumes(),
                cluster.volumeClaims(),
                cluster.storageClasses());
    }

    /// What commands did so far, put into the case.
    private void happened(ObjectNode written) {
        ArrayNode nodes = written.withArrayProperty("nodes");
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (gone.contains(nodes.path(i).path("name").asString(""))) {
                nodes.remove(i);
            }
        }
        come.stream()
                .filter(node -> !gone.contains(node.path("name").asString("")))
                .forEach(node -> nodes.add(drifted(node.deepCopy())));
        var pods = new ArrayList<JsonNode>();
        written.path("boundPods").forEach(pods::add);
        written.path("pods").forEach(pods::add);
        ArrayNode bound = written.putArray("boundPods");
        ArrayNode pending = written.putArray("pods");
        for (JsonNode pod : pods) {
            String node = moved.getOrDefault(
                    name(pod), pod.path("spec").path("nodeName").asString(""));
            if (node.isEmpty()) {
                pending.add(pod);
            } else if (!gone.contains(node)) {
                bound.add(moved.containsKey(name(pod)) ? running((ObjectNode) pod, node) : pod);
            }
        }
    }

    /// Nodes that commands made and that are `drifted` by now.
    private ObjectNode drifted(ObjectNode node) {
        return given.path("drifted").valueStream().anyMatch(name -> name.equals(node.path("name")))
                ? node.put("driftedSecondsAgo", 0)
                : node;
    }

    private static ObjectNode running(ObjectNode pod, String node) {
        ObjectNode placed = pod.deepCopy();
        placed.withObjectProperty("spec").put("nodeName", node);
        placed.withObjectProperty("status").put("phase", "Running");
        return placed;
    }

    private static String name(JsonNode pod) {
        JsonNode metadata = pod.path("metadata");
        return metadata.path("namespace").asString("default") + "/"
                + metadata.path("name").asString("");
    }

    private static void shuffle(ObjectNode written, Random random) {
        for (String list :
                List.of("nodes", "pods", "boundPods", "nodePools", "podDisruptionBudgets", "instanceTypes")) {
            if (written.path(list).isArray()) {
                var elements = new ArrayList<JsonNode>();
                written.path(list).forEach(elements::add);
                Collections.shuffle(elements, random);
                written.putArray(list).addAll(elements);
            }
        }
    }

    /// Carries a command out.
    ///
    /// @return names of the claims that were created
    List<String> carryOut(DisruptionCommand command, DisruptionRound round) {
        changes++;
        var created = new ArrayList<String>();
        for (ProposedNodeClaim replacement : command.replacements()) {
            String name = replacement.pool().name() + "-" + ++launched;
            come.add(new LaunchedMachine(name, replacement, round.labels()).written());
            created.add(name);
            move(replacement.pods(), name);
        }
        command.placements().forEach((node, pods) -> move(pods, node));
        command.candidates().forEach(candidate -> gone.add(candidate.name()));
        return created;
    }

    private void move(List<Pod> pods, String to) {
        touched.put(to, now);
        for (Pod pod : pods) {
            if (!pod.nodeName().isEmpty()) {
                touched.put(pod.nodeName(), now);
            }
            moved.put(pod.qualifiedName(), to);
        }
    }
}
