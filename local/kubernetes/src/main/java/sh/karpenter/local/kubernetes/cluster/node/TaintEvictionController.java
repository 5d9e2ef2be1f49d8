package sh.karpenter.local.kubernetes.cluster.node;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import sh.karpenter.local.kubernetes.cluster.object.Taint;
import sh.karpenter.local.kubernetes.cluster.object.Toleration;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import sh.karpenter.local.kubernetes.cluster.runtime.Controller;
import sh.karpenter.local.kubernetes.cluster.runtime.Requeue;
import tools.jackson.databind.node.ObjectNode;

/// Deletes pods from nodes whose `NoExecute` taints they do not tolerate, at once or when their toleration runs
/// out.
public final class TaintEvictionController implements Controller {
    private static final String COMPONENT = "taint-eviction-controller";

    private final ClusterContext cluster;
    /// Since when a pod has been on a node with taints that it tolerates only for a time.
    private final Map<ObjectKey, Instant> waiting = new HashMap<>();

    public TaintEvictionController(ClusterContext cluster) {
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return "taint-eviction";
    }

    @Override
    public void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        if (kind.equals(Kinds.PODS)) {
            if (change.type() == Change.Type.DELETED) {
                waiting.remove(Metadata.key(kind, change.object()));
            } else if (!Pods.nodeName(change.object()).isEmpty()) {
                enqueue.accept(Metadata.key(kind, change.object()));
            }
        } else if (kind.equals(Kinds.NODES) && taintsChanged(change)) {
            for (ObjectNode pod : cluster.cache().podsOn(Metadata.name(change.object()))) {
                enqueue.accept(Metadata.key(Kinds.PODS, pod));
            }
        }
    }

    private static boolean taintsChanged(Change change) {
        ObjectNode before = change.previous();
        return before == null || !Tree.at(before, "spec", "taints").equals(Tree.at(change.object(), "spec", "taints"));
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        ObjectNode pod = cluster.cache().get(key);
        ObjectNode node = pod == null ? null : cluster.cache().get(Kinds.NODES, "", Pods.nodeName(pod));
        if (pod == null || node == null || !Pods.active(pod)) {
            waiting.remove(key);
            return Requeue.none();
        }
        List<Taint> taints = Taint.of(node, "spec", "taints").stream()
                .filter(taint -> taint.effect().equals("NoExecute"))
                .toList();
        Duration patience = patience(taints, Pods.tolerations(Tree.at(pod, "spec")));
        if (patience == null) {
            if (waiting.remove(key) != null) {
                String message = "Cancelling deletion of Pod " + key.namespace() + "/" + key.name();
                cluster.events().normal(Kinds.PODS, pod, COMPONENT, "TaintManagerEviction", message);
            }
            return Requeue.none();
        }
        Instant now = cluster.now();
        Instant due = waiting.computeIfAbsent(key, _ -> now).plus(patience);
        if (due.isAfter(now)) {
            return Requeue.at(due, now);
        }
        evict(key, pod);
        return Requeue.none();
    }

    /// How long a pod may stay: zero for not at all, null for as long as it likes.
    static @Nullable Duration patience(List<Taint> taints, List<Toleration> tolerations) {
        Long shortest = null;
        for (Taint taint : taints) {
            if (!taint.toleratedBy(tolerations)) {
                return Duration.ZERO;
            }
            for (Toleration toleration : tolerations) {
                if (toleration.tolerates(taint) && toleration.seconds() != null) {
                    long seconds = Math.max(0, toleration.seconds());
                    shortest = shortest == null ? seconds : Math.min(shortest, seconds);
                }
            }
        }
        return shortest == null ? null : Duration.ofSeconds(shortest);
    }

    private void evict(ObjectKey key, ObjectNode pod) {
        waiting.remove(key);
        String message = "Marking for deletion Pod " + key.namespace() + "/" + key.name();
        cluster.events().normal(Kinds.PODS, pod, COMPONENT, "TaintManagerEviction", message);
        cluster.client()
                .setCondition(
                        key,
                        "DisruptionTarget",
                        "True",
                        "DeletionByTaintManager",
                        "Taint manager: deleting due to NoExecute taint");
        cluster.client().delete(key, Metadata.uid(pod));
    }
}
