package sh.karpenter.local.kubernetes.cluster.node;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Conditions;
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

/// Notices nodes whose kubelet has gone silent, keeps the taints that follow from conditions ([NodeTaints]),
/// and marks the pods of a node that is not ready as not ready.
public final class NodeLifecycleController implements Controller {
    private static final String COMPONENT = "node-controller";
    private static final String LEASE_NAMESPACE = "kube-node-lease";
    private static final List<String> HEARTBEAT_CONDITIONS =
            List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

    private final ClusterContext cluster;
    private final NodeTimings timings;
    /// When this controller last saw a sign of life of a node, by its own clock.
    private final Map<String, Instant> lastSign = new HashMap<>();
    private final Set<String> registered = new HashSet<>();

    public NodeLifecycleController(ClusterContext cluster, NodeTimings timings) {
        this.cluster = cluster;
        this.timings = timings;
    }

    @Override
    public String name() {
        return "node-lifecycle";
    }

    @Override
    public void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        String name = Metadata.name(change.object());
        if (kind.equals(Kinds.NODES)) {
            if (change.type() == Change.Type.DELETED) {
                lastSign.remove(name);
            } else if (change.previous() == null || heartbeatMoved(change.previous(), change.object())) {
                lastSign.put(name, cluster.now());
            }
            enqueue.accept(Metadata.key(kind, change.object()));
        } else if (kind.equals(Kinds.LEASES)
                && Metadata.namespace(change.object()).equals(LEASE_NAMESPACE)
                && change.type() != Change.Type.DELETED) {
            Instant before = lastSign.put(name, cluster.now());
            ObjectKey node = new ObjectKey(Kinds.NODES, "", name);
            if (before == null || before.plus(timings.silence()).isBefore(cluster.now())) {
                enqueue.accept(node);
            }
        }
    }

    private static boolean heartbeatMoved(ObjectNode before, ObjectNode after) {
        return !heartbeats(before).equals(heartbeats(after));
    }

    private static String heartbeats(ObjectNode node) {
        JsonNode ready = Conditions.find(node, "Ready");
        return ready == null ? "" : Tree.text(ready, "lastHeartbeatTime") + Tree.text(ready, "reason");
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        ObjectNode node = cluster.cache().get(key);
        if (node == null) {
            if (registered.remove(key.name())) {
                ObjectNode gone = Tree.object("metadata", Tree.object("name", key.name(), "uid", key.name()));
                tell(gone, "RemovingNode", "Removing Node " + key.name() + " from Controller");
            }
            return Requeue.none();
        }
        if (registered.add(key.name())) {
            tell(node, "RegisteredNode", "Registered Node " + key.name() + " in Controller");
        }
        Requeue next = watchForSilence(key, node);
        correctTaints(key);
        if (Conditions.find(node, "Ready") != null && !Conditions.isTrue(node, "Ready")) {
            markPodsNotReady(key.name());
        }
        return next;
    }

    private void tell(ObjectNode node, String reason, String message) {
        String text = "Node " + Metadata.name(node) + " event: " + message;
        cluster.events().normal(Kinds.NODES, node, COMPONENT, reason, text);
    }

    private Requeue watchForSilence(ObjectKey key, ObjectNode node) {
        Instant now = cluster.now();
        boolean everSpoke = Conditions.find(node, "Ready") != null;
        Duration patience = everSpoke ? timings.silence() : timings.startupSilence();
        Instant deadline = lastSign.getOrDefault(key.name(), now).plus(patience);
        if (deadline.isAfter(now)) {
            return Requeue.at(deadline, now);
        }
        if (!Conditions.status(node, "Ready").equals("Unknown")) {
            declareUnknown(key, now);
        }
        return Requeue.none();
    }

    private void declareUnknown(ObjectKey key, Instant now) {
        cluster.client().patchNewest(key, "status", newest -> {
            ArrayNode conditions = Conditions.copy(newest);
            for (String type : HEARTBEAT_CONDITIONS) {
                boolean spoke = Conditions.find(newest, type) != null;
                String reason = spoke ? "NodeStatusUnknown" : "NodeStatusNeverUpdated";
                String message = spoke ? "Kubelet stopped posting node status." : "Kubelet never posted node status.";
                Conditions.set(conditions, type, "Unknown", reason, message, now);
            }
            return Tree.object("status", Tree.object("conditions", conditions));
        });
    }

    private void correctTaints(ObjectKey key) {
        Instant now = cluster.now();
        ObjectNode cached = cluster.cache().get(key);
        if (cached == null || NodeTaints.corrected(cached, now) == null) {
            return;
        }
        cluster.client().patchNewest(key, null, newest -> {
            ArrayNode taints = NodeTaints.corrected(newest, now);
            return taints == null ? null : Tree.object("spec", Tree.object("taints", taints));
        });
    }

    private void markPodsNotReady(String node) {
        Instant now = cluster.now();
        for (ObjectNode pod : cluster.cache().podsOn(node)) {
            if (!Pods.ready(pod)) {
                continue;
            }
            cluster.client().patchNewest(Metadata.key(Kinds.PODS, pod), "status", newest -> {
                if (!Pods.ready(newest)) {
                    return null;
                }
                ArrayNode conditions = Conditions.copy(newest);
                Conditions.set(conditions, "Ready", "False", "", "", now);
                return Tree.object("status", Tree.object("conditions", conditions));
            });
            cluster.events().warning(Kinds.PODS, pod, COMPONENT, "NodeNotReady", "Node is not ready");
        }
    }
}
