package sh.karpenter.local.kubernetes.cluster.workload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import sh.karpenter.local.kubernetes.cluster.runtime.Controller;
import sh.karpenter.local.kubernetes.cluster.runtime.Requeue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Keeps the numbered pods of a StatefulSet and their volume claims.
///
/// One step at a time, unless the set is managed in parallel: the lowest missing pod is made when all before it
/// are available; surplus pods go from the highest down; then pods of an older template are replaced, also from
/// the highest, down to the partition. A pod that failed is deleted and made again under its name.
public final class StatefulSetController implements Controller {
    private static final String COMPONENT = "statefulset-controller";

    private final ClusterContext cluster;
    private final OwnedPods ownedPods;
    private final Revisions revisions;

    public StatefulSetController(ClusterContext cluster) {
        this.cluster = cluster;
        this.ownedPods = new OwnedPods(cluster, Kinds.STATEFUL_SETS);
        this.revisions = new Revisions(cluster, Kinds.STATEFUL_SETS);
    }

    @Override
    public String name() {
        return "statefulset";
    }

    @Override
    public boolean gathersChanges() {
        return true;
    }

    @Override
    public void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        if (kind.equals(Kinds.STATEFUL_SETS)) {
            enqueue.accept(Metadata.key(kind, change.object()));
        } else if (kind.equals(Kinds.PODS)) {
            ownedPods.enqueueOwners(kind, change, enqueue);
        }
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        ObjectNode set = cluster.cache().get(key);
        if (set == null || Metadata.terminating(set)) {
            return Requeue.none();
        }
        String hash = revisions.current(set);
        boolean parallel = Tree.text(set, "spec", "podManagementPolicy").equals("Parallel");
        NavigableMap<Integer, ObjectNode> pods = pods(set);
        for (int moved = 0; advance(set, pods, hash) && moved < 1000; moved++) {
            pods = pods(set);
            if (!parallel) {
                break;
            }
        }
        pods = pods(set);
        writeStatus(key, set, pods, hash);
        Set<String> used = new HashSet<>(Set.of(hash));
        pods.values().forEach(pod -> used.add(hash(set, pod)));
        revisions.trim(set, used);
        return Counters.untilAvailable(List.copyOf(pods.values()), minReady(set), cluster.now());
    }

    private NavigableMap<Integer, ObjectNode> pods(ObjectNode set) {
        TreeMap<Integer, ObjectNode> byOrdinal = new TreeMap<>();
        for (ObjectNode pod : ownedPods.claim(set)) {
            String name = Metadata.name(pod);
            String suffix = name.substring(name.lastIndexOf('-') + 1);
            if (name.equals(Metadata.name(set) + "-" + suffix) && suffix.matches("\\d{1,9}")) {
                byOrdinal.put(Integer.parseInt(suffix), pod);
            }
        }
        return byOrdinal;
    }

    /// Takes one step.
    ///
    /// @return whether another may follow at once, in parallel management
    private boolean advance(ObjectNode set, NavigableMap<Integer, ObjectNode> pods, String hash) {
        boolean parallel = Tree.text(set, "spec", "podManagementPolicy").equals("Parallel");
        int start = (int) Tree.number(set, 0, "spec", "ordinals", "start");
        int end = start + (int) Tree.number(set, 1, "spec", "replicas");
        for (int ordinal = start; ordinal < end; ordinal++) {
            ObjectNode pod = pods.get(ordinal);
            if (pod == null) {
                create(set, ordinal, hash);
                return true;
            }
            if (Pods.terminal(pod) && !Metadata.terminating(pod)) {
                delete(set, pod);
                return true;
            }
            if (!parallel && !available(set, pod)) {
                return false;
            }
        }
        for (Map.Entry<Integer, ObjectNode> entry : pods.descendingMap().entrySet()) {
            boolean surplus = entry.getKey() >= end || entry.getKey() < start;
            if (surplus && !Metadata.terminating(entry.getValue())) {
                delete(set, entry.getValue());
                return true;
            }
            if (surplus && !parallel) {
                return false;
            }
        }
        return replaceOutdated(set, pods, hash);
    }

    private boolean replaceOutdated(ObjectNode set, NavigableMap<Integer, ObjectNode> pods, String hash) {
        if (Tree.text(set, "spec", "updateStrategy", "type").equals("OnDelete")) {
            return false;
        }
        int partition = (int) Tree.number(set, 0, "spec", "updateStrategy", "rollingUpdate", "partition");
        for (Map.Entry<Integer, ObjectNode> entry :
                pods.tailMap(partition, true).descendingMap().entrySet()) {
            ObjectNode pod = entry.getValue();
            if (Metadata.terminating(pod)) {
                return false;
            }
            if (!hash(set, pod).equals(hash)) {
                delete(set, pod);
                return false;
            }
            if (!available(set, pod)) {
                return false;
            }
        }
        return false;
    }

    private boolean available(ObjectNode set, ObjectNode pod) {
        return Pods.active(pod)
                && Pods.phase(pod).equals("Running")
                && Pods.available(pod, minReady(set), cluster.now());
    }

    private static Duration minReady(ObjectNode set) {
        return Duration.ofSeconds(Tree.number(set, 0, "spec", "minReadySeconds"));
    }

    private void create(ObjectNode set, int ordinal, String hash) {
        String name = Metadata.name(set) + "-" + ordinal;
        ObjectNode pod = PodTemplates.pod(Tree.at(set, "spec", "template"), Kinds.STATEFUL_SETS, set);
        ObjectNode metadata = Tree.child(pod, "metadata");
        metadata.put("name", name).put("generateName", Metadata.name(set) + "-");
        ObjectNode labels = Tree.child(metadata, "labels");
        labels.put("statefulset.kubernetes.io/pod-name", name);
        labels.put("apps.kubernetes.io/pod-index", String.valueOf(ordinal));
        labels.put(PodTemplates.REVISION_LABEL, Metadata.name(set) + "-" + hash);
        ObjectNode spec = Tree.child(pod, "spec");
        spec.put("hostname", name);
        spec.put("subdomain", Tree.text(set, "spec", "serviceName"));
        mountClaims(set, name, spec);
        cluster.client().create(Kinds.PODS, pod);
        tell(set, "SuccessfulCreate", "create", name);
    }

    private void mountClaims(ObjectNode set, String pod, ObjectNode spec) {
        Set<String> own = new HashSet<>();
        ArrayNode volumes = Tree.array();
        for (JsonNode template : Tree.items(set, "spec", "volumeClaimTemplates")) {
            String volume = Metadata.name(template);
            String claim = volume + "-" + pod;
            own.add(volume);
            volumes.add(Tree.object("name", volume, "persistentVolumeClaim", Tree.object("claimName", claim)));
            ObjectNode metadata = Tree.object("name", claim, "namespace", Metadata.namespace(set));
            metadata.set("labels", Tree.value(Tree.strings(set, "spec", "selector", "matchLabels")));
            metadata.set("annotations", Tree.value(Metadata.annotations(template)));
            cluster.client()
                    .createIfAbsent(
                            Kinds.CLAIMS,
                            Tree.object(
                                    "metadata",
                                    metadata,
                                    "spec",
                                    Tree.at(template, "spec").deepCopy()));
        }
        for (JsonNode volume : Tree.items(spec, "volumes")) {
            if (!own.contains(Tree.text(volume, "name"))) {
                volumes.add(volume.deepCopy());
            }
        }
        if (!volumes.isEmpty()) {
            spec.set("volumes", volumes);
        }
    }

    private void delete(ObjectNode set, ObjectNode pod) {
        cluster.client().delete(Metadata.key(Kinds.PODS, pod), Metadata.uid(pod));
        tell(set, "SuccessfulDelete", "delete", Metadata.name(pod));
    }

    private void tell(ObjectNode set, String reason, String verb, String pod) {
        String message = verb + " Pod " + pod + " in StatefulSet " + Metadata.name(set) + " successful";
        cluster.events().normal(Kinds.STATEFUL_SETS, set, COMPONENT, reason, message);
    }

    private void writeStatus(ObjectKey key, ObjectNode set, NavigableMap<Integer, ObjectNode> pods, String hash) {
        List<ObjectNode> present = new ArrayList<>(pods.values());
        long updated = count(set, present, hash);
        String update = Metadata.name(set) + "-" + hash;
        String before = Tree.text(set, "status", "currentRevision");
        boolean settled = updated == present.size() && updated >= Tree.number(set, 1, "spec", "replicas");
        String current = before.isEmpty() || settled ? update : before;
        String currentHash = current.substring(Metadata.name(set).length() + 1);
        ObjectNode status = Tree.object(
                "replicas", present.size(),
                "readyReplicas",
                        Counters.orAbsent(present.stream().filter(Pods::ready).count()),
                "availableReplicas",
                        present.stream().filter(pod -> available(set, pod)).count(),
                "currentReplicas", Counters.orAbsent(count(set, present, currentHash)),
                "updatedReplicas", Counters.orAbsent(updated),
                "currentRevision", current,
                "updateRevision", update,
                "collisionCount", 0,
                "observedGeneration", Metadata.generation(set));
        Counters.writeIfChanged(cluster, key, set, status);
    }

    private static long count(ObjectNode set, List<ObjectNode> pods, String hash) {
        return pods.stream().filter(pod -> hash(set, pod).equals(hash)).count();
    }

    /// Of which template a pod is: its label names the whole revision.
    private static String hash(ObjectNode set, ObjectNode pod) {
        String revision = Metadata.label(pod, PodTemplates.REVISION_LABEL);
        String prefix = Metadata.name(set) + "-";
        return revision.startsWith(prefix) ? revision.substring(prefix.length()) : revision;
    }
}
