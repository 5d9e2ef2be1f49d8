package sh.karpenter.local.kubernetes.cluster.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Conditions;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.OwnerReference;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import sh.karpenter.local.kubernetes.cluster.runtime.Controller;
import sh.karpenter.local.kubernetes.cluster.runtime.Requeue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Keeps as many pods as a ReplicaSet asks for.
public final class ReplicaSetController implements Controller {
    private static final int MOST_PER_SYNC = 500;
    private static final String COMPONENT = "replicaset-controller";

    private final ClusterContext cluster;
    private final OwnedPods ownedPods;

    public ReplicaSetController(ClusterContext cluster) {
        this.cluster = cluster;
        this.ownedPods = new OwnedPods(cluster, Kinds.REPLICA_SETS);
    }

    @Override
    public String name() {
        return "replicaset";
    }

    @Override
    public boolean gathersChanges() {
        return true;
    }

    @Override
    public void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        if (kind.equals(Kinds.REPLICA_SETS)) {
            enqueue.accept(Metadata.key(kind, change.object()));
        } else if (kind.equals(Kinds.PODS)) {
            ownedPods.enqueueOwners(kind, change, enqueue);
        }
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        ObjectNode set = cluster.cache().get(key);
        if (set == null) {
            return Requeue.none();
        }
        List<ObjectNode> active = new ArrayList<>(ownedPods.claim(set));
        active.removeIf(pod -> !ownedPods.summary(pod).active());
        int wanted = (int) Tree.number(set, 1, "spec", "replicas");
        ApiException failure = null;
        if (!Metadata.terminating(set)) {
            failure = active.size() < wanted ? create(set, wanted - active.size()) : null;
            if (active.size() > wanted) {
                delete(set, active, Math.min(active.size() - wanted, MOST_PER_SYNC));
            }
        }
        List<PodSummaries.Summary> now = ownedPods.active(Metadata.uid(set));
        writeStatus(key, set, now, failure);
        if (failure != null) {
            throw failure;
        }
        // What is still to be made or deleted does not wait for the pause that follows an expensive look.
        return now.size() != wanted && !Metadata.terminating(set)
                ? Requeue.after(Duration.ZERO)
                : untilAvailable(set, now);
    }

    /// Creates pods in batches of 1, 2, 4 and so on, so that a template that is always refused costs one
    /// request.
    ///
    /// @return what stopped it, null when all were created
    private @Nullable ApiException create(ObjectNode set, int missing) {
        int left = Math.min(missing, MOST_PER_SYNC);
        for (int batch = 1; left > 0; batch *= 2) {
            for (int i = 0; i < batch && left > 0; i++, left--) {
                ObjectNode pod = PodTemplates.pod(Tree.at(set, "spec", "template"), Kinds.REPLICA_SETS, set);
                Tree.child(pod, "metadata").put("generateName", Metadata.name(set) + "-");
                try {
                    ObjectNode created = cluster.client().create(Kinds.PODS, pod);
                    String message = "Created pod: " + Metadata.name(created);
                    cluster.events().normal(Kinds.REPLICA_SETS, set, COMPONENT, "SuccessfulCreate", message);
                } catch (ApiException refused) {
                    String message = "Error creating: " + refused.getMessage();
                    cluster.events().warning(Kinds.REPLICA_SETS, set, COMPONENT, "FailedCreate", message);
                    return refused;
                }
            }
        }
        return null;
    }

    private void delete(ObjectNode set, List<ObjectNode> active, int surplus) {
        for (ObjectNode pod : ScaleDownOrder.victims(active, related(set, active), surplus, cluster.now())) {
            cluster.client().delete(Metadata.key(Kinds.PODS, pod), Metadata.uid(pod));
            String message = "Deleted pod: " + Metadata.name(pod);
            cluster.events().normal(Kinds.REPLICA_SETS, set, COMPONENT, "SuccessfulDelete", message);
        }
    }

    /// The active pods of all ReplicaSets of the same Deployment.
    private List<ObjectNode> related(ObjectNode set, List<ObjectNode> own) {
        OwnerReference owner = Metadata.controller(set);
        if (owner == null) {
            return own;
        }
        List<ObjectNode> related = new ArrayList<>();
        for (ObjectNode sibling : cluster.cache().dependents(Kinds.REPLICA_SETS, owner.uid())) {
            cluster.cache().dependents(Kinds.PODS, Metadata.uid(sibling)).stream()
                    .filter(pod -> ownedPods.summary(pod).active())
                    .forEach(related::add);
        }
        return related;
    }

    private void writeStatus(
            ObjectKey key, ObjectNode set, List<PodSummaries.Summary> pods, @Nullable ApiException failure) {
        Duration minimum = minReady(set);
        Instant now = cluster.now();
        Map<String, String> labels = Metadata.labels(Tree.at(set, "spec", "template"));
        ObjectNode status = Tree.object(
                "replicas", pods.size(),
                "fullyLabeledReplicas",
                        Counters.orAbsent(pods.stream()
                                .filter(pod -> pod.labels().entrySet().containsAll(labels.entrySet()))
                                .count()),
                "readyReplicas",
                        Counters.orAbsent(pods.stream()
                                .filter(PodSummaries.Summary::ready)
                                .count()),
                "availableReplicas",
                        Counters.orAbsent(pods.stream()
                                .filter(pod -> pod.available(minimum, now))
                                .count()),
                "observedGeneration", Metadata.generation(set));
        boolean failed = Conditions.find(set, "ReplicaFailure") != null;
        if (failure != null && !failed) {
            // Set once: each refusal names another generated pod, and a status that changes asks for another look.
            status.set(
                    "conditions",
                    Conditions.with(
                            set, "ReplicaFailure", "True", "FailedCreate", String.valueOf(failure.getMessage()), now));
        } else if (failure == null && failed) {
            status.set("conditions", withoutFailure(set));
        }
        Counters.writeIfChanged(cluster, key, set, status);
    }

    private static ArrayNode withoutFailure(ObjectNode set) {
        ArrayNode others = Tree.array();
        for (JsonNode condition : Tree.items(set, "status", "conditions")) {
            if (!Tree.text(condition, "type").equals("ReplicaFailure")) {
                others.add(condition.deepCopy());
            }
        }
        return others;
    }

    private static Duration minReady(ObjectNode set) {
        return Duration.ofSeconds(Tree.number(set, 0, "spec", "minReadySeconds"));
    }

    /// Looks again when a ready pod becomes available.
    private Requeue untilAvailable(ObjectNode set, List<PodSummaries.Summary> pods) {
        Duration minimum = minReady(set);
        return minimum.isZero()
                ? Requeue.none()
                : Counters.untilAvailable(
                        pods.stream().map(PodSummaries.Summary::pod).toList(), minimum, cluster.now());
    }
}
