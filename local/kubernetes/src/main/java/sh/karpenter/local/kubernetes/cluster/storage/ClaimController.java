package sh.karpenter.local.kubernetes.cluster.storage;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
import tools.jackson.databind.node.ObjectNode;

/// Gives claims their volumes.
///
/// 1. A volume that names the claim, or that the claim names, is bound to it.
/// 2. A class that waits for the first consumer waits until the scheduler has chosen a node.
/// 3. The smallest free volume that satisfies the claim is taken.
/// 4. Else the class' provisioner makes one: as a block store of a cloud would, in the zone of the chosen node.
///
/// A claim that is deleted stays as long as a pod uses it.
public final class ClaimController implements Controller {
    private static final String COMPONENT = "persistentvolume-controller";
    private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
    private static final String PROTECTION = "kubernetes.io/pvc-protection";
    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final String NOBODY = "kubernetes.io/no-provisioner";

    private final ClusterContext cluster;
    private final Set<String> told = new HashSet<>();

    public ClaimController(ClusterContext cluster) {
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return "claim";
    }

    @Override
    public void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        ObjectNode object = change.object();
        if (kind.equals(Kinds.CLAIMS)) {
            if (change.type() == Change.Type.DELETED) {
                told.remove(Metadata.uid(object));
            } else {
                enqueue.accept(Metadata.key(kind, object));
            }
        } else if (kind.equals(Kinds.PODS)) {
            if (change.type() == Change.Type.DELETED || Pods.terminal(object)) {
                PodClaims.of(object).forEach(enqueue);
            }
        } else if (kind.equals(Kinds.VOLUMES) || kind.equals(Kinds.STORAGE_CLASSES)) {
            for (ObjectNode claim : cluster.cache().list(Kinds.CLAIMS)) {
                boolean concerned = !VolumeMatch.isBound(claim)
                        || Tree.text(claim, "spec", "volumeName").equals(Metadata.name(object));
                if (concerned) {
                    enqueue.accept(Metadata.key(Kinds.CLAIMS, claim));
                }
            }
        }
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        ObjectNode claim = cluster.cache().get(key);
        if (claim == null) {
            return Requeue.none();
        }
        if (Metadata.terminating(claim)) {
            release(key, claim);
        } else if (!Tree.text(claim, "spec", "volumeName").isEmpty()) {
            completeNamed(key, claim);
        } else {
            findVolume(key, claim);
        }
        return Requeue.none();
    }

    private void release(ObjectKey key, ObjectNode claim) {
        boolean used = cluster.cache().list(Kinds.PODS, key.namespace()).stream()
                .anyMatch(pod -> !Pods.terminal(pod) && PodClaims.of(pod).contains(key));
        if (!used && Metadata.finalizers(claim).contains(PROTECTION)) {
            Finalizers.remove(cluster, key, PROTECTION);
        }
    }

    /// The claim names its volume: by itself, or because it was bound before.
    private void completeNamed(ObjectKey key, ObjectNode claim) {
        String name = Tree.text(claim, "spec", "volumeName");
        ObjectNode volume = cluster.cache().get(Kinds.VOLUMES, "", name);
        if (volume == null) {
            if (VolumeMatch.isBound(claim)) {
                cluster.client().patchStatus(key, Tree.object("phase", "Lost"));
                String message = "Bound claim has lost its PersistentVolume. Data on the volume is lost!";
                cluster.events().warning(Kinds.CLAIMS, claim, COMPONENT, "ClaimLost", message);
            }
            return;
        }
        boolean free = !Tree.has(volume, "spec", "claimRef") || isFor(volume, claim);
        if (free && !VolumeMatch.isBound(claim)) {
            bind(key, claim, volume);
        }
    }

    private void findVolume(ObjectKey key, ObjectNode claim) {
        for (ObjectNode volume : cluster.cache().list(Kinds.VOLUMES)) {
            if (isFor(volume, claim) && !Metadata.terminating(volume)) {
                bind(key, claim, volume);
                return;
            }
        }
        String className = Tree.text(claim, "spec", "storageClassName");
        ObjectNode storageClass = cluster.cache().get(Kinds.STORAGE_CLASSES, "", className);
        String nodeName = Metadata.annotation(claim, SELECTED_NODE);
        boolean waits = storageClass != null
                && Tree.text(storageClass, "volumeBindingMode").equals("WaitForFirstConsumer");
        if (waits && nodeName.isEmpty()) {
            tellOnce(claim, "WaitForFirstConsumer", "waiting for first consumer to be created before binding");
            return;
        }
        ObjectNode node = nodeName.isEmpty() ? null : cluster.cache().get(Kinds.NODES, "", nodeName);
        if (!nodeName.isEmpty() && node == null) {
            return;
        }
        ObjectNode found = VolumeMatch.smallest(
                claim,
                cluster.cache().list(Kinds.VOLUMES),
                Set.of(),
                volume -> node == null || VolumeMatch.reaches(volume, nodeName, Metadata.labels(node)));
        String provisioner = storageClass == null ? NOBODY : Tree.text(storageClass, "provisioner");
        if (found != null) {
            bind(key, claim, found);
        } else if (storageClass != null && !provisioner.equals(NOBODY)) {
            ObjectNode made = provision(claim, storageClass, provisioner, node);
            bind(key, claim, made);
            String message = "Successfully provisioned volume " + Metadata.name(made);
            cluster.events().normal(Kinds.CLAIMS, claim, provisioner, "ProvisioningSucceeded", message);
        } else if (className.isEmpty()) {
            tellOnce(
                    claim,
                    "FailedBinding",
                    "no persistent volumes available for this claim and no storage class is set");
        }
    }

    private ObjectNode provision(
            ObjectNode claim, ObjectNode storageClass, String provisioner, @Nullable ObjectNode node) {
        String name = "pvc-" + Metadata.uid(claim);
        ObjectNode known = cluster.client().getFresh(new ObjectKey(Kinds.VOLUMES, "", name));
        if (known != null) {
            return known;
        }
        ObjectNode csi = Tree.object(
                "driver",
                provisioner,
                "volumeHandle",
                "vol-" + Metadata.uid(claim).replace("-", ""));
        String fileSystem = Tree.text(storageClass, "parameters", "csi.storage.k8s.io/fstype");
        csi.put("fsType", fileSystem.isEmpty() ? "ext4" : fileSystem);
        ObjectNode spec = Tree.object(
                "capacity",
                Map.of("storage", Tree.text(claim, "spec", "resources", "requests", "storage")),
                "accessModes",
                Tree.at(claim, "spec", "accessModes").deepCopy(),
                "volumeMode",
                Tree.text(claim, "spec", "volumeMode"),
                "storageClassName",
                Metadata.name(storageClass),
                "persistentVolumeReclaimPolicy",
                Tree.text(storageClass, "reclaimPolicy"),
                "claimRef",
                reference(claim),
                "csi",
                csi);
        String zone = zone(storageClass, node);
        if (!zone.isEmpty()) {
            ObjectNode expression = Tree.object("key", ZONE, "operator", "In", "values", Tree.array(zone));
            ObjectNode term = Tree.object("matchExpressions", Tree.array(expression));
            spec.set("nodeAffinity", Tree.object("required", Tree.object("nodeSelectorTerms", Tree.array(term))));
        }
        ObjectNode metadata =
                Tree.object("name", name, "annotations", Map.of("pv.kubernetes.io/provisioned-by", provisioner));
        return cluster.client().create(Kinds.VOLUMES, Tree.object("metadata", metadata, "spec", spec));
    }

    /// The zone of the chosen node; without one the first that the class allows, or the first that the cluster has.
    private String zone(ObjectNode storageClass, @Nullable ObjectNode node) {
        if (node != null) {
            return Metadata.label(node, ZONE);
        }
        for (JsonNode topology : Tree.items(storageClass, "allowedTopologies")) {
            for (JsonNode expression : Tree.items(topology, "matchLabelExpressions")) {
                if (Tree.text(expression, "key").equals(ZONE)
                        && !Tree.texts(expression, "values").isEmpty()) {
                    return Tree.texts(expression, "values").getFirst();
                }
            }
        }
        return cluster.cache().list(Kinds.NODES).stream()
                .map(candidate -> Metadata.label(candidate, ZONE))
                .filter(label -> !label.isEmpty())
                .sorted()
                .findFirst()
                .orElse("");
    }

    /// Writes both sides of the bond. Each step can be repeated.
    private void bind(ObjectKey key, ObjectNode claim, ObjectNode volume) {
        ObjectKey volumeKey = Metadata.key(Kinds.VOLUMES, volume);
        if (!Tree.text(volume, "spec", "claimRef", "uid").equals(Metadata.uid(claim))) {
            ObjectNode annotations = Tree.object("pv.kubernetes.io/bound-by-controller", "yes");
            cluster.client()
                    .patch(
                            volumeKey,
                            Tree.object(
                                    "metadata", Tree.object("annotations", annotations),
                                    "spec", Tree.object("claimRef", reference(claim))));
        }
        cluster.client().patchStatus(volumeKey, Tree.object("phase", "Bound"));
        ObjectNode annotations = Tree.object("pv.kubernetes.io/bind-completed", "yes");
        if (Tree.text(claim, "spec", "volumeName").isEmpty()) {
            annotations.put("pv.kubernetes.io/bound-by-controller", "yes");
        }
        String provisioner = Metadata.annotation(volume, "pv.kubernetes.io/provisioned-by");
        if (!provisioner.isEmpty()) {
            annotations.put("volume.kubernetes.io/storage-provisioner", provisioner);
            annotations.put("volume.beta.kubernetes.io/storage-provisioner", provisioner);
        }
        cluster.client()
                .patch(
                        key,
                        Tree.object(
                                "metadata", Tree.object("annotations", annotations),
                                "spec", Tree.object("volumeName", Metadata.name(volume))));
        ObjectNode status = Tree.object("phase", "Bound");
        status.set("accessModes", Tree.at(volume, "spec", "accessModes").deepCopy());
        status.set("capacity", Tree.at(volume, "spec", "capacity").deepCopy());
        cluster.client().patchStatus(key, status);
    }

    private static ObjectNode reference(ObjectNode claim) {
        return Tree.object(
                "apiVersion", "v1",
                "kind", "PersistentVolumeClaim",
                "namespace", Metadata.namespace(claim),
                "name", Metadata.name(claim),
                "uid", Metadata.uid(claim));
    }

    /// Whether a volume names the claim: by name at least, and by no other identity.
    private static boolean isFor(JsonNode volume, JsonNode claim) {
        String uid = Tree.text(volume, "spec", "claimRef", "uid");
        return Tree.text(volume, "spec", "claimRef", "name").equals(Metadata.name(claim))
                && Tree.text(volume, "spec", "claimRef", "namespace").equals(Metadata.namespace(claim))
                && (uid.isEmpty() || uid.equals(Metadata.uid(claim)));
    }

    private void tellOnce(ObjectNode claim, String reason, String message) {
        if (told.add(Metadata.uid(claim))) {
            cluster.events().normal(Kinds.CLAIMS, claim, COMPONENT, reason, message);
        }
    }
}
