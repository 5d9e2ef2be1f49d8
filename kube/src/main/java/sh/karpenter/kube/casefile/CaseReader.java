package sh.karpenter.kube.casefile;

import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.workload.PersistentVolume;
import sh.karpenter.core.model.workload.PersistentVolumeClaim;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodDisruptionBudgets;
import sh.karpenter.core.model.workload.StorageClass;
import sh.karpenter.core.model.workload.TopologySpread;
import sh.karpenter.core.model.workload.WorkloadSelector;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.kube.mapping.NodePoolMapping;
import sh.karpenter.kube.mapping.PodMapping;
import sh.karpenter.kube.mapping.SchedulerConfig;
import sh.karpenter.kube.mapping.VolumeMapping;
import sh.karpenter.kube.mapping.WorkloadMapping;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads case files: one JSON document with a cluster, pools, instance types (inline, or a catalogue by name) and
/// pods.
///
/// Pods, NodePools, DaemonSets, volumes and so on are plain API objects. The instance types come from a
/// provider of test types, whose labels have the prefix `karpenter.test.sh/`; see [#vocabulary].
public final class CaseReader {
    /// The moment of every case.
    public static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");

    private final CaseObjects objects = new CaseObjects();
    private final JsonMapper json = JsonMapper.builder().build();
    private final LabelVocabulary labels = vocabulary();
    private final InstanceTypeReader types = new InstanceTypeReader(labels);
    private final Function<String, String> catalogueText;
    private final SequencedMap<String, Catalogue> catalogues = new TreeMap<>();

    /// @param catalogueText the text of the catalogue of a name; throws IllegalArgumentException for an unknown one
    public CaseReader(Function<String, String> catalogueText) {
        this.catalogueText = catalogueText;
    }

    /// The vocabulary of the provider of test types.
    public static LabelVocabulary vocabulary() {
        LabelVocabulary core = LabelVocabulary.core();
        var wellKnown = new TreeSet<>(core.wellKnown());
        for (String suffix : List.of("family", "category", "generation", "size", "cpu", "memory", "gpu-count")) {
            wellKnown.add("karpenter.test.sh/instance-" + suffix);
        }
        Collections.addAll(wellKnown, InstanceTypeReader.RESERVATION_ID, "size", "special", "integer");
        var reserved = new TreeSet<String>();
        reserved.add(InstanceTypeReader.RESERVATION_ID);
        var offering = new TreeSet<>(core.wellKnownOffering());
        offering.add(InstanceTypeReader.RESERVATION_ID);
        return new LabelVocabulary(
                wellKnown,
                offering,
                core.restrictedDomains(),
                core.restrictedLabels(),
                core.aliases(),
                core.valueAliases(),
                InstanceTypeReader.RESERVATION_ID,
                reserved);
    }

    /// Reads a case: a document with the field `case`, or the case alone. Pods to be placed, pools and instance
    /// types that cannot be understood are left out one by one, see [CaseFile#unread].
    ///
    /// @throws IllegalArgumentException when the text is no JSON, or anything else in it cannot be understood; the
    ///     message is one line that names field and value
    public CaseFile read(String text) {
        JsonNode document;
        try {
            document = json.readTree(text);
        } catch (JacksonException notJson) {
            var at = notJson.getLocation();
            throw new IllegalArgumentException(
                    "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": is no JSON: "
                            + notJson.getOriginalMessage().lines().findFirst().orElse(""),
                    notJson);
        }
        JsonNode written = document.has("case") ? document.path("case") : document;
        if (!written.isObject()) {
            throw new IllegalArgumentException("case: " + WrittenValue.shown(written) + ": is not an object");
        }
        var unread = new ArrayList<Unread>();
        return new CaseFile(
                written.path("name").asString(""),
                kind(written.path("kind").asString("")),
                problem(written, unread),
                document.path("compare").asString("full"),
                document.path("manyClaims").asBoolean(false),
                document.get("expected"),
                document,
                unread);
    }

    private static CaseFile.Kind kind(String written) {
        return switch (written) {
            case "", "scheduling" -> CaseFile.Kind.SCHEDULING;
            case "disruption" -> CaseFile.Kind.DISRUPTION;
            default ->
                throw new IllegalArgumentException(
                        "kind: \"" + written + "\": is none of scheduling (also when absent), disruption");
        };
    }

    private SchedulingProblem problem(JsonNode written, List<Unread> unread) {
        var mapping = new PodMapping();
        List<Pod> pods = objects.pods(written, "pods", mapping, unread::add).stream()
                .map(CaseReader::unschedulable)
                .toList();
        var bound = boundPods(written, mapping);
        List<NodePool> pools = objects.read(
                written,
                "nodePools",
                sh.karpenter.kube.api.NodePool.class,
                pool -> ready(NodePoolMapping.toCore(pool)),
                unread::add);
        var cluster = new ClusterSnapshot(
                1,
                nodes(written, pools, bound),
                pods,
                pools,
                objects.read(
                        written,
                        "daemonSets",
                        DaemonSet.class,
                        daemonSet -> WorkloadMapping.toCore(daemonSet, mapping).seenIn(bound)),
                objects.read(written, "podDisruptionBudgets", PodDisruptionBudget.class, WorkloadMapping::toCore),
                namespaces(written),
                volumes(written),
                volumeClaims(written),
                storageClasses(written),
                selectors(written));
        Catalogue catalogue = catalogue(written);
        unread.addAll(catalogue.unread());
        return new SchedulingProblem(
                cluster,
                batch(pods, cluster),
                new TreeSet<>(),
                cluster.nodePools().stream()
                        .map(pool -> new PoolCatalogue(pool, catalogue.types(), 1))
                        .toList(),
                labels,
                options(written.path("options")),
                NOW);
    }

    private List<Pod> boundPods(JsonNode written, PodMapping mapping) {
        return objects.pods(written, "boundPods", mapping, unread -> {
            throw new IllegalArgumentException(unread.text());
        });
    }

    private static List<ClusterNode> nodes(JsonNode written, List<NodePool> pools, List<Pod> bound) {
        var byNode = new TreeMap<String, List<Pod>>();
        for (Pod pod : bound) {
            if (pod.terminal()) {
                // It holds nothing any more, and a picture of a cluster has no ended pods.
                continue;
            }
            byNode.computeIfAbsent(pod.nodeName(), _ -> new ArrayList<>()).add(pod);
        }
        var nodes = new ArrayList<ClusterNode>();
        var reader = new CaseNodeReader(NOW, pools);
        for (JsonNode node : CaseObjects.list(written, "nodes")) {
            String name = node.path("name").asString("");
            try {
                nodes.add(reader.read(node, byNode.getOrDefault(name, List.of())));
            } catch (IllegalArgumentException bad) {
                throw new IllegalArgumentException(
                        "nodes[" + nodes.size() + "] (" + name + "): " + bad.getMessage(), bad);
            }
        }
        return nodes;
    }

    /// The pending pods, and those of leaving nodes that can move.
    private static List<Pod> batch(List<Pod> pending, ClusterSnapshot cluster) {
        var budgets = new PodDisruptionBudgets(cluster.podDisruptionBudgets());
        var result = new ArrayList<>(pending);
        for (ClusterNode node : cluster.nodes()) {
            if (node.markedForDeletion()) {
                for (Pod pod : node.pods()) {
                    if (budgets.currentlyReschedulable(pod, NOW)) {
                        result.add(pod);
                    }
                }
            }
        }
        return result;
    }

    /// The pod as the Kubernetes scheduler leaves it that could not place it, whatever the file says of that.
    private static Pod unschedulable(Pod pod) {
        return new Pod(
                pod.uid(),
                pod.name(),
                pod.created(),
                pod.shape(),
                pod.nodeName(),
                pod.phase(),
                pod.ready(),
                true,
                pod.nominatedNodeName(),
                pod.deletion(),
                pod.started(),
                pod.owners(),
                pod.priority(),
                pod.priorityClassName(),
                pod.terminationGracePeriodSeconds(),
                pod.limits(),
                pod.annotations());
    }

    private static NodePool ready(NodePool pool) {
        return new NodePool(
                pool.name(),
                pool.uid(),
                pool.weight(),
                pool.labels(),
                pool.annotations(),
                pool.requirements(),
                pool.taints(),
                pool.startupTaints(),
                pool.nodeClass(),
                pool.expireAfter(),
                pool.terminationGracePeriod(),
                pool.limits(),
                pool.disruption(),
                pool.replicas(),
                true,
                false,
                pool.hash(),
                pool.hashVersion());
    }

    private SequencedMap<String, SequencedMap<String, String>> namespaces(JsonNode written) {
        var result = new TreeMap<String, SequencedMap<String, String>>();
        for (JsonNode namespace : CaseObjects.list(written, "namespaces")) {
            JsonNode metadata = namespace.path("metadata");
            result.put(metadata.path("name").asString(""), CaseNodeReader.texts(metadata.path("labels")));
        }
        return result;
    }

    private List<WorkloadSelector> selectors(JsonNode written) {
        var result = new ArrayList<>(objects.read(written, "services", Service.class, WorkloadMapping::selector));
        result.addAll(objects.read(
                written, "replicationControllers", ReplicationController.class, WorkloadMapping::selector));
        result.addAll(objects.read(written, "replicaSets", ReplicaSet.class, WorkloadMapping::selector));
        result.addAll(objects.read(written, "statefulSets", StatefulSet.class, WorkloadMapping::selector));
        return result;
    }

    private SequencedMap<String, PersistentVolume> volumes(JsonNode written) {
        var result = new TreeMap<String, PersistentVolume>();
        for (PersistentVolume volume : objects.read(
                written,
                "persistentVolumes",
                io.fabric8.kubernetes.api.model.PersistentVolume.class,
                VolumeMapping::toCore)) {
            result.put(volume.name(), volume);
        }
        return result;
    }

    private SequencedMap<String, PersistentVolumeClaim> volumeClaims(JsonNode written) {
        var result = new TreeMap<String, PersistentVolumeClaim>();
        for (PersistentVolumeClaim claim : objects.read(
                written,
                "persistentVolumeClaims",
                io.fabric8.kubernetes.api.model.PersistentVolumeClaim.class,
                VolumeMapping::toCore)) {
            result.put(claim.namespace() + "/" + claim.name(), claim);
        }
        return result;
    }

    private SequencedMap<String, StorageClass> storageClasses(JsonNode written) {
        var result = new TreeMap<String, StorageClass>();
        for (StorageClass storageClass : objects.read(
                written,
                "storageClasses",
                io.fabric8.kubernetes.api.model.storage.StorageClass.class,
                VolumeMapping::toCore)) {
            result.put(storageClass.name(), storageClass);
        }
        return result;
    }

    private Catalogue catalogue(JsonNode written) {
        if (written.has("instanceTypes")) {
            return catalogue("instanceTypes", written.path("instanceTypes"));
        }
        String name = written.path("instanceTypeCatalogue").asString("");
        if (name.isEmpty()) {
            return new Catalogue(List.of(), List.of());
        }
        Catalogue known = catalogues.get(name);
        if (known == null) {
            known = catalogue("catalogue " + name, catalogueDocument(name));
            catalogues.put(name, known);
        }
        return known;
    }

    private Catalogue catalogue(String field, JsonNode list) {
        var unread = new ArrayList<Unread>();
        return new Catalogue(types.types(field, list, unread::add), unread);
    }

    private JsonNode catalogueDocument(String name) {
        try {
            return json.readTree(catalogueText.apply(name));
        } catch (JacksonException notJson) {
            throw new IllegalArgumentException(
                    "instanceTypeCatalogue: \"" + name + "\": is no JSON: " + notJson.getOriginalMessage(), notJson);
        }
    }

    /// The instance types of a catalogue, and those in it that cannot be understood.
    private record Catalogue(List<InstanceType> types, List<Unread> unread) {}

    private static SchedulingOptions options(JsonNode written) {
        return new SchedulingOptions(
                isSecond(written, "preferencePolicy", "Respect", "Ignore")
                        ? SchedulingOptions.Preferences.IGNORE
                        : SchedulingOptions.Preferences.RESPECT,
                isSecond(written, "minValuesPolicy", "Strict", "BestEffort")
                        ? SchedulingOptions.MinValues.BEST_EFFORT
                        : SchedulingOptions.MinValues.STRICT,
                SchedulingOptions.Reservations.STRICT,
                written.path("featureGates").path("ReservedCapacity").asBoolean(true),
                true,
                spread(written.path("schedulerConfig")),
                false,
                600,
                false);
    }

    private static List<TopologySpread> spread(JsonNode written) {
        return written.isMissingNode() || written.isNull()
                ? List.of()
                : SchedulerConfig.parse(written.toString()).defaultSpread();
    }

    /// Whether an option has the second of its two values; absent means the first.
    private static boolean isSecond(JsonNode options, String name, String first, String second) {
        String value = options.path(name).asString(first);
        if (!value.equals(first) && !value.equals(second)) {
            throw new IllegalArgumentException(
                    "options." + name + ": \"" + value + "\": is none of " + first + ", " + second);
        }
        return value.equals(second);
    }
}
