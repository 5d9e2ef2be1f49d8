package sh.karpenter.kube.casefile;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.node.Condition;
import sh.karpenter.core.model.node.Node;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.taint.TaintEffect;
import sh.karpenter.core.model.workload.Pod;
import tools.jackson.databind.JsonNode;

/// Reads a node of a case file: the Node, its NodeClaim, or both.
final class CaseNodeReader {
    private static final NodeClassRef NODE_CLASS = new NodeClassRef("karpenter.test.sh", "TestNodeClass", "default");

    private static final long LONGEST_SECONDS = 100L * 365 * 24 * 3600;

    private final Instant now;
    private final List<NodePool> pools;

    CaseNodeReader(Instant now, List<NodePool> pools) {
        this.now = now;
        this.pools = pools;
    }

    /// @throws IllegalArgumentException naming field and value when it cannot be understood
    ClusterNode read(JsonNode written, List<Pod> pods) {
        boolean managed = written.path("managed").asBoolean(true);
        boolean hasNode = written.path("hasNode").asBoolean(true);
        return new ClusterNode(
                hasNode ? node(written, managed) : null,
                managed ? claim(written) : null,
                pods,
                written.path("markedForDeletion").asBoolean(false),
                null);
    }

    private Instant created(JsonNode written) {
        return ago(written, "ageSeconds");
    }

    private Node node(JsonNode written, boolean managed) {
        String name = written.path("name").asString("");
        SequencedMap<String, String> labels = texts(written.path("labels"));
        labels.putIfAbsent(LabelKeys.HOSTNAME, name);
        if (managed && written.path("registered").asBoolean(true)) {
            labels.put(LabelKeys.REGISTERED, "true");
        }
        if (managed && written.path("initialized").asBoolean(true)) {
            labels.put(LabelKeys.INITIALIZED, "true");
        }
        var conditions = new TreeMap<String, Condition>();
        String ready = written.path("notReady").asBoolean(false) ? "False" : "True";
        conditions.put("Ready", new Condition("Ready", ready, "", "", created(written), 0));
        var csiLimits = new TreeMap<String, OptionalInt>();
        written.path("csiLimits")
                .properties()
                .forEach(entry -> csiLimits.put(
                        entry.getKey(), OptionalInt.of(entry.getValue().asInt(0))));
        return new Node(
                name,
                "uid-" + name,
                created(written),
                null,
                "test:///" + name,
                labels,
                texts(written.path("annotations")),
                taints(written, "taints"),
                InstanceTypeReader.resources("capacity", written.path("capacity")),
                InstanceTypeReader.resources("allocatable", written.path("allocatable")),
                conditions,
                csiLimits);
    }

    private NodeClaim claim(JsonNode written) {
        String name = written.path("name").asString("");
        SequencedMap<String, String> labels = texts(written.path("labels"));
        labels.remove(LabelKeys.HOSTNAME);
        var conditions = new TreeMap<String, Condition>();
        Instant created = created(written);
        put(conditions, "Launched", true, created);
        put(conditions, "Registered", written.path("registered").asBoolean(true), created);
        put(conditions, "Initialized", written.path("initialized").asBoolean(true), created);
        put(conditions, "Consolidatable", !written.path("notConsolidatable").asBoolean(false), created);
        if (written.has("driftedSecondsAgo")) {
            put(conditions, "Drifted", true, ago(written, "driftedSecondsAgo"));
        }
        var spec = new NodeClaim.Spec(
                List.of(),
                Resources.none(),
                taints(written, "claimTaints"),
                taints(written, "startupTaints"),
                nodeClass(labels.getOrDefault(LabelKeys.NODE_POOL, "")),
                seconds(written, "expireAfterSeconds"),
                seconds(written, "terminationGracePeriodSeconds"));
        boolean hasNode = written.path("hasNode").asBoolean(true);
        var status = new NodeClaim.Status(
                "test:///" + name,
                hasNode ? name : "",
                "",
                InstanceTypeReader.resources("capacity", written.path("capacity")),
                InstanceTypeReader.resources("allocatable", written.path("allocatable")),
                conditions,
                written.has("lastPodEventSecondsAgo") ? ago(written, "lastPodEventSecondsAgo") : null);
        return new NodeClaim(
                name, "claim-" + name, created, null, labels, texts(written.path("annotations")), spec, status);
    }

    private NodeClassRef nodeClass(String pool) {
        for (NodePool candidate : pools) {
            if (candidate.name().equals(pool)) {
                return candidate.nodeClass();
            }
        }
        return NODE_CLASS;
    }

    private static void put(SequencedMap<String, Condition> conditions, String type, boolean status, Instant since) {
        conditions.put(type, new Condition(type, status ? "True" : "False", type, "", since, 1));
    }

    private Instant ago(JsonNode written, String field) {
        return now.minusSeconds(age(written, field));
    }

    private static long age(JsonNode written, String field) {
        long seconds = written.path(field).asLong(0);
        if (seconds < 0 || seconds > LONGEST_SECONDS) {
            throw new IllegalArgumentException(field + ": " + WrittenValue.shown(written.path(field))
                    + ": is no number of seconds up to a hundred years");
        }
        return seconds;
    }

    private static @Nullable Duration seconds(JsonNode written, String field) {
        return written.has(field) ? Duration.ofSeconds(age(written, field)) : null;
    }

    private static List<Taint> taints(JsonNode written, String field) {
        var result = new ArrayList<Taint>();
        for (JsonNode taint : CaseObjects.list(written, field)) {
            TaintEffect effect = TaintEffect.parse(taint.path("effect").asString(""));
            if (effect == null) {
                throw new IllegalArgumentException(field + "[" + result.size() + "].effect: "
                        + WrittenValue.shown(taint.path("effect"))
                        + ": is none of NoSchedule, PreferNoSchedule, NoExecute");
            }
            result.add(new Taint(
                    taint.path("key").asString(""), taint.path("value").asString(""), effect));
        }
        return result;
    }

    static SequencedMap<String, String> texts(JsonNode map) {
        var result = new TreeMap<String, String>();
        map.properties()
                .forEach(entry -> result.put(entry.getKey(), entry.getValue().asString("")));
        return result;
    }
}
