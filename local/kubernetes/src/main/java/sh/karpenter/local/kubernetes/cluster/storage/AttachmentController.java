package sh.karpenter.local.kubernetes.cluster.storage;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
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

/// Attaches the volumes of pods to their nodes, and detaches them when the last pod that uses them there is
/// gone. Who drains a node waits for the latter.
public final class AttachmentController implements Controller {
    /// How long a driver takes to let go of a volume.
    private static final Duration DETACHING = Duration.ofSeconds(1);

    private final ClusterContext cluster;
    private final Map<ObjectKey, Instant> detaching = new HashMap<>();

    public AttachmentController(ClusterContext cluster) {
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return "attachment";
    }

    @Override
    public void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        ObjectNode object = change.object();
        if (kind.equals(Kinds.PODS)) {
            String node = Pods.nodeName(object);
            if (node.isEmpty() || PodClaims.of(object).isEmpty()) {
                return;
            }
            if (change.type() == Change.Type.DELETED || Pods.terminal(object)) {
                attachments(node, enqueue);
            } else {
                enqueue.accept(Metadata.key(kind, object));
            }
        } else if (kind.equals(Kinds.ATTACHMENTS) && change.type() != Change.Type.DELETED) {
            enqueue.accept(Metadata.key(kind, object));
        } else if (kind.equals(Kinds.NODES) && change.type() == Change.Type.DELETED) {
            attachments(Metadata.name(object), enqueue);
        }
    }

    private void attachments(String node, Consumer<ObjectKey> enqueue) {
        for (ObjectNode attachment : cluster.cache().list(Kinds.ATTACHMENTS)) {
            if (Tree.text(attachment, "spec", "nodeName").equals(node)) {
                enqueue.accept(Metadata.key(Kinds.ATTACHMENTS, attachment));
            }
        }
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        ObjectNode object = cluster.cache().get(key);
        if (object == null) {
            detaching.remove(key);
            return Requeue.none();
        }
        return key.resource().equals(Kinds.PODS) ? attach(object) : keepOrDetach(key, object);
    }

    private Requeue attach(ObjectNode pod) {
        if (Pods.terminal(pod)) {
            return Requeue.none();
        }
        for (ObjectKey claim : PodClaims.of(pod)) {
            ObjectNode volume = volumeOf(claim);
            String driver = volume == null ? "" : Tree.text(volume, "spec", "csi", "driver");
            if (volume == null || driver.isEmpty() || !attaches(driver)) {
                continue;
            }
            String node = Pods.nodeName(pod);
            String name = name(volume, driver, node);
            if (cluster.cache().get(Kinds.ATTACHMENTS, "", name) == null) {
                ObjectNode source = Tree.object("persistentVolumeName", Metadata.name(volume));
                cluster.client()
                        .createIfAbsent(
                                Kinds.ATTACHMENTS,
                                Tree.object(
                                        "metadata", Tree.object("name", name),
                                        "spec", Tree.object("attacher", driver, "nodeName", node, "source", source)));
            }
        }
        return Requeue.none();
    }

    private Requeue keepOrDetach(ObjectKey key, ObjectNode attachment) {
        String node = Tree.text(attachment, "spec", "nodeName");
        String volume = Tree.text(attachment, "spec", "source", "persistentVolumeName");
        boolean used = cluster.cache().get(Kinds.NODES, "", node) != null
                && cluster.cache().podsOn(node).stream().anyMatch(pod -> !Pods.terminal(pod) && uses(pod, volume));
        if (used) {
            detaching.remove(key);
            if (!Tree.flag(attachment, "status", "attached")) {
                cluster.client().patchStatus(key, Tree.object("attached", true));
            }
            return Requeue.none();
        }
        Instant due = detaching.computeIfAbsent(key, _ -> cluster.now().plus(DETACHING));
        if (cluster.now().isBefore(due)) {
            return Requeue.at(due, cluster.now());
        }
        detaching.remove(key);
        cluster.client().delete(key, Metadata.uid(attachment));
        return Requeue.none();
    }

    private boolean uses(JsonNode pod, String volume) {
        return PodClaims.of(pod).stream().anyMatch(claim -> {
            ObjectNode used = volumeOf(claim);
            return used != null && Metadata.name(used).equals(volume);
        });
    }

    private @Nullable ObjectNode volumeOf(ObjectKey claimKey) {
        ObjectNode claim = cluster.cache().get(claimKey);
        return claim == null ? null : cluster.cache().get(Kinds.VOLUMES, "", Tree.text(claim, "spec", "volumeName"));
    }

    private boolean attaches(String driver) {
        ObjectNode known = cluster.cache().get(Kinds.CSI_DRIVERS, "", driver);
        return known == null || Tree.flag(known, "spec", "attachRequired");
    }

    private static String name(JsonNode volume, String driver, String node) {
        String identity = Tree.text(volume, "spec", "csi", "volumeHandle") + "/" + driver + "/" + node;
        return "csi-"
                + UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", "");
    }
}
