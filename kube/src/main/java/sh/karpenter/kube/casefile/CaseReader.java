package sh.karpenter.kube.casefile;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
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
import sh.karpenter.core.model.workload.DaemonSet;
import sh.karpenter.core.model.workload.PersistentVolume;
import sh.karpenter.core.model.workload.PersistentVolumeClaim;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodDisruptionBudget;
import sh.karpenter.core.model.workload.PodDisruptionBudgets;
import sh.karpenter.core.model.workload.StorageClass;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.kube.mapping.MappedPod;
import sh.karpenter.kube.mapping.NodePoolMapping;
import sh.karpenter.kube.mapping.PodMapping;
import sh.karpenter.kube.mapping.VolumeMapping;
import sh.karpenter.kube.mapping.WorkloadMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads case files: one JSON document with a cluster, pools, instance types (inline, or a catalogue by name) and
/// pods.
///
/// Pods, NodePools, DaemonSets, volumes and so on are plain API objects. The instance types come from a provider
/// of test types, whose
/// labels have the prefix `karpenter.test.sh/`; see [#vocabulary].
public final class CaseReader {
    /// The moment of every case.
    public static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");

    private final KubernetesSerialization serialization = new KubernetesSerialization();
    private final JsonMapper json = JsonMapper.builder().build();
    private final LabelVocabulary labels = vocabulary();
    private final InstanceTypeReader types = new InstanceTypeReader(labels);
    private final Function<String, String> catalogueText;
    private final SequencedMap<String, List<InstanceType>> catalogues = new TreeMap<>();

    /// @param catalogueText the text of the catalogue of a name
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

    /// Reads a case: a document with the field `case`, or the case alone.
    ///
    /// @throws IllegalArgumentException when an object in it cannot be understood; the message names field and
    ///     value
    public CaseFile read(String text) {
        JsonNode document = json.readTree(text);
        JsonNode written = document.has("case") ? document.path("case") : document;
        boolean disruption = written.path("kind").asString("").equals("disruption");
        return new CaseFile(
                written.path("name").asString(""),
                disruption ? CaseFile.Kind.DISRUPTION : CaseFile.Kind.SCHEDULING,
                problem(written),
                document.path("compare").asString("full"),
                document.path("manyClaims").asBoolean(false),
                document.get("expected"),
                document);
    }

    private SchedulingProblem problem(JsonNode written) {
        var mapping = new PodMapping();
        var pods = pods(written.path("pods"), mapping);
        var byNode = new TreeMap<String, List<Pod>>();
        List<Pod> bound = pods(written.path("boundPods"), mapping);
        for (Pod pod : bound) {
            byNode.computeIfAbsent(pod.nodeName(), _ -> new ArrayList<>()).add(pod);
        }
        List<NodePool> pools =
                objects(written.path("nodePools"), sh.karpenter.kube.api.NodePool.class, NodePoolMapping::toCore);
        var nodes = new ArrayList<ClusterNode>();
        var nodeReader = new CaseNodeReader(NOW, pools);
        for (JsonNode node : written.path("nodes")) {
            nodes.add(
                    nodeReader.read(node, byNode.getOrDefault(node.path("name").asString(""), List.of())));
        }
        List<PodDisruptionBudget> budgets = objects(
                written.path("podDisruptionBudgets"),
                io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget.class,
                WorkloadMapping::toCore);
        var cluster = new ClusterSnapshot(
                1,
                nodes,
                pods,
                pools.stream().map(CaseReader::ready).toList(),
                daemonSets(written, mapping, bound),
                budgets,
                namespaces(written),
                volumes(written),
                volumeClaims(written),
                storageClasses(written));
        List<InstanceType> catalogue = catalogue(written);
        return new SchedulingProblem(
                cluster,
                batch(pods, cluster),
                new TreeSet<>(),
                cluster.nodePools().stream()
                        .map(pool -> new PoolCatalogue(pool, catalogue, 1))
                        .toList(),
                labels,
                options(written.path("options")),
                NOW);
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

    private List<Pod> pods(JsonNode list, PodMapping mapping) {
        return objects(list, io.fabric8.kubernetes.api.model.Pod.class, pod -> switch (mapping.map(pod)) {
            case MappedPod.Mapped(Pod mapped) -> mapped;
            case MappedPod.Malformed malformed ->
                throw new IllegalArgumentException("pod " + malformed.name() + ": " + malformed.field() + ": \""
                        + malformed.value() + "\": " + malformed.problem());
        });
    }

    private List<DaemonSet> daemonSets(JsonNode written, PodMapping mapping, List<Pod> bound) {
        return objects(
                written.path("daemonSets"),
                io.fabric8.kubernetes.api.model.apps.DaemonSet.class,
                daemonSet -> WorkloadMapping.toCore(daemonSet, mapping).seenIn(bound));
    }

    private SequencedMap<String, SequencedMap<String, String>> namespaces(JsonNode written) {
        var result = new TreeMap<String, SequencedMap<String, String>>();
        for (JsonNode namespace : written.path("namespaces")) {
            JsonNode metadata = namespace.path("metadata");
            result.put(metadata.path("name").asString(""), CaseNodeReader.texts(metadata.path("labels")));
        }
        return result;
    }

    private SequencedMap<String, PersistentVolume> volumes(JsonNode written) {
        var result = new TreeMap<String, PersistentVolume>();
        for (PersistentVolume volume : objects(
                written.path("persistentVolumes"),
                io.fabric8.kubernetes.api.model.PersistentVolume.class,
                VolumeMapping::toCore)) {
            result.put(volume.name(), volume);
        }
        return result;
    }

    private SequencedMap<String, PersistentVolumeClaim> volumeClaims(JsonNode written) {
        var result = new TreeMap<String, PersistentVolumeClaim>();
        for (PersistentVolumeClaim claim : objects(
                written.path("persistentVolumeClaims"),
                io.fabric8.kubernetes.api.model.PersistentVolumeClaim.class,
                VolumeMapping::toCore)) {
            result.put(claim.namespace() + "/" + claim.name(), claim);
        }
        return result;
    }

    private SequencedMap<String, StorageClass> storageClasses(JsonNode written) {
        var result = new TreeMap<String, StorageClass>();
        for (StorageClass storageClass : objects(
                written.path("storageClasses"),
                io.fabric8.kubernetes.api.model.storage.StorageClass.class,
                VolumeMapping::toCore)) {
            result.put(storageClass.name(), storageClass);
        }
        return result;
    }

    private List<InstanceType> catalogue(JsonNode written) {
        if (written.has("instanceTypes")) {
            return types.types(written.path("instanceTypes"));
        }
        return catalogues.computeIfAbsent(
                written.path("instanceTypeCatalogue").asString(""),
                name -> types.types(json.readTree(catalogueText.apply(name))));
    }

    private static SchedulingOptions options(JsonNode written) {
        return new SchedulingOptions(
                written.path("preferencePolicy").asString("").equals("Ignore")
                        ? SchedulingOptions.Preferences.IGNORE
                        : SchedulingOptions.Preferences.RESPECT,
                written.path("minValuesPolicy").asString("").equals("BestEffort")
                        ? SchedulingOptions.MinValues.BEST_EFFORT
                        : SchedulingOptions.MinValues.STRICT,
                SchedulingOptions.Reservations.STRICT,
                written.path("featureGates").path("ReservedCapacity").asBoolean(true),
                true,
                List.of(),
                false,
                600,
                false);
    }

    private <W, C> List<C> objects(JsonNode list, Class<W> type, Function<W, C> mapping) {
        var result = new ArrayList<C>();
        for (JsonNode object : list) {
            result.add(mapping.apply(serialization.unmarshal(object.toString(), type)));
        }
        return result;
    }
}
