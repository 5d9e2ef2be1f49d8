package sh.karpenter.local.kubernetes.cluster.node;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Conditions;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import sh.karpenter.local.kubernetes.cluster.object.Taint;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import sh.karpenter.local.kubernetes.cluster.runtime.Controller;
import sh.karpenter.local.kubernetes.cluster.runtime.Requeue;
import tools.jackson.databind.node.ObjectNode;

/// Removes pods that no kubelet will ever remove: those of nodes that have been gone for a while, those being
/// deleted that never had a node, and those being deleted on a node that is declared out of service.
public final class PodGarbageController implements Controller {
    private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

    private final ClusterContext cluster;
    private final NodeTimings timings;
    /// Since when the node of a pod has been missing.
    private final Map<ObjectKey, Instant> orphanedSince = new HashMap<>();

    public PodGarbageController(ClusterContext cluster, NodeTimings timings) {
        this.cluster = cluster;
        this.timings = timings;
    }

    @Override
    public String name() {
        return "pod-garbage";
    }

    @Override
    public void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        if (kind.equals(Kinds.PODS)) {
            ObjectKey key = Metadata.key(kind, change.object());
            if (change.type() == Change.Type.DELETED) {
                orphanedSince.remove(key);
            } else if (change.type() == Change.Type.ADDED || Metadata.terminating(change.object())) {
                enqueue.accept(key);
            } else if (change.previous() != null
                    && !Pods.nodeName(change.previous()).equals(Pods.nodeName(change.object()))) {
                enqueue.accept(key);
            }
        } else if (kind.equals(Kinds.NODES)) {
            boolean outOfService = Taint.of(change.object(), "spec", "taints").stream()
                    .anyMatch(taint -> taint.key().equals(OUT_OF_SERVICE));
            if (change.type() == Change.Type.DELETED || outOfService) {
                for (ObjectNode pod : cluster.cache().podsOn(Metadata.name(change.object()))) {
                    enqueue.accept(Metadata.key(Kinds.PODS, pod));
                }
            }
        }
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        ObjectNode pod = cluster.cache().get(key);
        if (pod == null) {
            return Requeue.none();
        }
        String name = Pods.nodeName(pod);
        if (name.isEmpty()) {
            if (Metadata.terminating(pod)) {
                remove(key, pod, "");
            }
            return Requeue.none();
        }
        ObjectNode node = cluster.client().getFresh(new ObjectKey(Kinds.NODES, "", name));
        if (node == null) {
            return orphan(key, pod);
        }
        orphanedSince.remove(key);
        boolean outOfService = Taint.of(node, "spec", "taints").stream()
                .anyMatch(taint -> taint.key().equals(OUT_OF_SERVICE));
        if (Metadata.terminating(pod) && outOfService && !Conditions.isTrue(node, "Ready")) {
            remove(key, pod, "");
        }
        return Requeue.none();
    }

    private Requeue orphan(ObjectKey key, ObjectNode pod) {
        Instant now = cluster.now();
        Instant due = orphanedSince.computeIfAbsent(key, _ -> now).plus(timings.orphanPatience());
        if (due.isAfter(now)) {
            return Requeue.at(due, now);
        }
        remove(key, pod, "PodGC: node no longer exists");
        return Requeue.none();
    }

    private void remove(ObjectKey key, ObjectNode pod, String why) {
        orphanedSince.remove(key);
        if (!why.isEmpty() && !Pods.terminal(pod)) {
            Instant now = cluster.now();
            cluster.client()
                    .patchNewest(
                            key,
                            "status",
                            newest -> Tree.object(
                                    "status",
                                    Tree.object(
                                            "phase",
                                            "Failed",
                                            "conditions",
                                            Conditions.with(
                                                    newest, "DisruptionTarget", "True", "DeletionByPodGC", why, now))));
        }
        cluster.client().delete(key, 0L, null, Metadata.uid(pod));
    }
}
