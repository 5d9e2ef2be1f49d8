package sh.karpenter.local.kubernetes.cluster.node;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Conditions;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import sh.karpenter.local.kubernetes.cluster.runtime.Controller;
import sh.karpenter.local.kubernetes.cluster.runtime.Requeue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The part of a cloud controller manager that asks about instances of nodes that are not ready: the node of an
/// instance that is gone is deleted, that of one that is shut down is tainted.
public final class CloudNodeController implements Controller {
    private static final String COMPONENT = "cloud-node-lifecycle-controller";
    private static final String SHUT_DOWN = "node.cloudprovider.kubernetes.io/shutdown";

    private final ClusterContext cluster;
    private final Instances instances;
    private final NodeTimings timings;

    public CloudNodeController(ClusterContext cluster, Instances instances, NodeTimings timings) {
        this.cluster = cluster;
        this.instances = instances;
        this.timings = timings;
    }

    @Override
    public String name() {
        return "cloud-node";
    }

    @Override
    public void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        if (kind.equals(Kinds.NODES) && change.type() != Change.Type.DELETED) {
            enqueue.accept(Metadata.key(kind, change.object()));
        }
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        ObjectNode node = cluster.cache().get(key);
        String providerId = node == null ? "" : Tree.text(node, "spec", "providerID");
        if (node == null || providerId.isEmpty() || Metadata.terminating(node)) {
            return Requeue.none();
        }
        if (Conditions.isTrue(node, "Ready")) {
            taint(key, node, false);
            return Requeue.none();
        }
        switch (instances.state(providerId)) {
            case RUNNING -> taint(key, node, false);
            case SHUT_DOWN -> taint(key, node, true);
            case GONE -> {
                String message = "Deleting node " + key.name() + " because it does not exist in the cloud provider";
                cluster.events().normal(Kinds.NODES, node, COMPONENT, "DeletingNode", message);
                cluster.client().delete(key, Metadata.uid(node));
                return Requeue.none();
            }
        }
        return Requeue.after(timings.instanceCheck());
    }

    private void taint(ObjectKey key, ObjectNode cached, boolean wanted) {
        if (withTaint(cached, wanted) == null) {
            return;
        }
        cluster.client().patchNewest(key, null, newest -> {
            ArrayNode taints = withTaint(newest, wanted);
            return taints == null ? null : Tree.object("spec", Tree.object("taints", taints));
        });
    }

    private static @Nullable ArrayNode withTaint(JsonNode node, boolean wanted) {
        ArrayNode others = Tree.array();
        boolean present = false;
        for (JsonNode taint : Tree.items(node, "spec", "taints")) {
            if (Tree.text(taint, "key").equals(SHUT_DOWN)) {
                present = true;
            } else {
                others.add(taint.deepCopy());
            }
        }
        if (present == wanted) {
            return null;
        }
        if (wanted) {
            others.add(Tree.object("key", SHUT_DOWN, "effect", "NoSchedule"));
        }
        return others;
    }
}
