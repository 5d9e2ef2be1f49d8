package sh.karpenter.local.kubernetes.cluster.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.cluster.object.Conditions;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import sh.karpenter.local.kubernetes.cluster.runtime.Requeue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The status of a Deployment: counters over its ReplicaSets and the conditions `Available`, `Progressing` and
/// `ReplicaFailure`. `kubectl rollout status` reads nothing else.
final class DeploymentStatus {
    private static final String COMPLETE = "NewReplicaSetAvailable";

    private final ClusterContext cluster;

    DeploymentStatus(ClusterContext cluster) {
        this.cluster = cluster;
    }

    /// What the ReplicaSets add up to.
    private record Counts(long replicas, long updated, long ready, long available) {
        static Counts of(List<ObjectNode> sets, @Nullable ObjectNode newSet) {
            return new Counts(
                    sum(sets, "replicas"),
                    newSet == null ? 0 : Tree.number(newSet, 0, "status", "replicas"),
                    sum(sets, "readyReplicas"),
                    sum(sets, "availableReplicas"));
        }

        private static long sum(List<ObjectNode> sets, String counter) {
            return sets.stream()
                    .mapToLong(set -> Tree.number(set, 0, "status", counter))
                    .sum();
        }

        boolean complete(long desired) {
            return updated == desired && replicas == desired && available == desired;
        }
    }

    /// Whether all replicas are of the newest template and available, and no others are left.
    boolean complete(ObjectNode deployment, List<ObjectNode> sets, @Nullable ObjectNode newSet) {
        return Counts.of(sets, newSet).complete(Tree.number(deployment, 1, "spec", "replicas"))
                && Tree.number(deployment, 0, "status", "observedGeneration") >= Metadata.generation(deployment);
    }

    /// Writes the status if it changed.
    ///
    /// @return when the deadline for progress passes
    Requeue write(ObjectNode deployment, List<ObjectNode> sets, @Nullable ObjectNode newSet) {
        Rollout.Limits limits = DeploymentController.limits(deployment);
        Counts counts = Counts.of(sets, newSet);
        ArrayNode conditions = Conditions.copy(deployment);
        Instant now = cluster.now();
        if (counts.available >= limits.fewestAvailable()) {
            set(
                    conditions,
                    "Available",
                    "True",
                    "MinimumReplicasAvailable",
                    "Deployment has minimum availability.",
                    now);
        } else {
            set(
                    conditions,
                    "Available",
                    "False",
                    "MinimumReplicasUnavailable",
                    "Deployment does not have minimum availability.",
                    now);
        }
        Requeue deadline = progress(deployment, newSet, counts, limits, conditions, now);
        replicaFailure(sets, newSet, conditions, now);
        ObjectNode status = Tree.object(
                "observedGeneration", Metadata.generation(deployment),
                "replicas", Counters.orAbsent(counts.replicas),
                "updatedReplicas", Counters.orAbsent(counts.updated),
                "readyReplicas", Counters.orAbsent(counts.ready),
                "availableReplicas", Counters.orAbsent(counts.available),
                "unavailableReplicas", Counters.orAbsent(Math.max(0, total(sets) - counts.available)),
                "conditions", conditions);
        Counters.writeIfChanged(cluster, Metadata.key(Kinds.DEPLOYMENTS, deployment), deployment, status);
        return deadline;
    }

    private static long total(List<ObjectNode> sets) {
        return sets.stream()
                .mapToLong(set ->
                        Math.max(Tree.number(set, 0, "spec", "replicas"), Tree.number(set, 0, "status", "replicas")))
                .sum();
    }

    private Requeue progress(
            ObjectNode deployment,
            @Nullable ObjectNode newSet,
            Counts counts,
            Rollout.Limits limits,
            ArrayNode conditions,
            Instant now) {
        JsonNode present = Conditions.find(deployment, "Progressing");
        String reason = present == null ? "" : Tree.text(present, "reason");
        if (Tree.flag(deployment, "spec", "paused")) {
            if (!reason.equals("DeploymentPaused")) {
                set(conditions, "Progressing", "Unknown", "DeploymentPaused", "Deployment is paused", now);
            }
            return Requeue.none();
        }
        if (reason.equals("DeploymentPaused")) {
            set(conditions, "Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed", now);
            return Requeue.after(Duration.ofMillis(1));
        }
        long seconds = Tree.number(deployment, 600, "spec", "progressDeadlineSeconds");
        if (seconds == Integer.MAX_VALUE || newSet == null) {
            return Requeue.none();
        }
        String subject = "ReplicaSet \"" + Metadata.name(newSet) + "\"";
        boolean settled = counts.replicas == counts.updated && reason.equals(COMPLETE);
        if (counts.complete(limits.desired())) {
            set(conditions, "Progressing", "True", COMPLETE, subject + " has successfully progressed.", now);
            return Requeue.none();
        }
        if (settled) {
            return Requeue.none();
        }
        if (progressed(deployment, counts, sets(newSet))) {
            touch(conditions, "ReplicaSetUpdated", subject + " is progressing.", now);
            return Requeue.after(Duration.ofSeconds(seconds));
        }
        if (present == null || reason.equals("ProgressDeadlineExceeded")) {
            return Requeue.none();
        }
        Instant deadline = Metadata.instant(present, now, "lastUpdateTime").plusSeconds(seconds);
        if (deadline.isAfter(now)) {
            return Requeue.at(deadline, now);
        }
        set(
                conditions,
                "Progressing",
                "False",
                "ProgressDeadlineExceeded",
                subject + " has timed out progressing.",
                now);
        return Requeue.none();
    }

    private static long sets(ObjectNode newSet) {
        return Tree.number(newSet, 0, "status", "replicas");
    }

    /// Whether more pods are new, ready or available, or fewer are old, than the status said before.
    private static boolean progressed(ObjectNode deployment, Counts counts, long newReplicas) {
        long oldBefore = Tree.number(deployment, 0, "status", "replicas")
                - Tree.number(deployment, 0, "status", "updatedReplicas");
        return counts.updated > Tree.number(deployment, 0, "status", "updatedReplicas")
                || counts.replicas - newReplicas < oldBefore
                || counts.ready > Tree.number(deployment, 0, "status", "readyReplicas")
                || counts.available > Tree.number(deployment, 0, "status", "availableReplicas");
    }

    /// Notes that a new ReplicaSet was made.
    void created(ObjectNode deployment, String set) {
        Instant now = cluster.now();
        cluster.client().patchNewest(Metadata.key(Kinds.DEPLOYMENTS, deployment), "status", newest -> {
            ArrayNode conditions = Conditions.copy(newest);
            touch(conditions, "NewReplicaSetCreated", "Created new replica set \"" + set + "\"", now);
            return Tree.object("status", Tree.object("conditions", conditions));
        });
    }

    /// Notes that a new ReplicaSet could not be made.
    void fail(ObjectNode deployment, ApiException refused) {
        cluster.client()
                .setCondition(
                        Metadata.key(Kinds.DEPLOYMENTS, deployment),
                        "Progressing",
                        "False",
                        "ReplicaSetCreateError",
                        String.valueOf(refused.getMessage()));
    }

    private static void replicaFailure(
            List<ObjectNode> sets, @Nullable ObjectNode newSet, ArrayNode conditions, Instant now) {
        JsonNode failure = newSet == null ? null : Conditions.find(newSet, "ReplicaFailure");
        for (ObjectNode set : sets) {
            failure = failure == null ? Conditions.find(set, "ReplicaFailure") : failure;
        }
        if (failure == null) {
            conditions.removeIf(condition -> Tree.text(condition, "type").equals("ReplicaFailure"));
        } else {
            set(conditions, "ReplicaFailure", "True", Tree.text(failure, "reason"), Tree.text(failure, "message"), now);
        }
    }

    /// Progress was made: also when reason and message stay the same, the time of the last update moves.
    private static void touch(ArrayNode conditions, String reason, String message, Instant now) {
        Conditions.set(conditions, "Progressing", "True", reason, message, now);
        stamp(conditions, "Progressing", now);
        moveToEnd(conditions, "Progressing");
    }

    private static void set(
            ArrayNode conditions, String type, String status, String reason, String message, Instant now) {
        ObjectNode holder = Tree.object("status", Tree.object("conditions", conditions.deepCopy()));
        if (!Conditions.holds(holder, type, status, reason, message)) {
            Conditions.set(conditions, type, status, reason, message, now);
            stamp(conditions, type, now);
            moveToEnd(conditions, type);
        }
    }

    /// What changed last is the last in the list.
    private static void moveToEnd(ArrayNode conditions, String type) {
        for (int at = 0; at < conditions.size() - 1; at++) {
            if (Tree.text(conditions.get(at), "type").equals(type)) {
                conditions.add(conditions.remove(at));
                return;
            }
        }
    }

    private static void stamp(ArrayNode conditions, String type, Instant now) {
        for (JsonNode condition : conditions.values()) {
            if (condition instanceof ObjectNode object
                    && Tree.text(object, "type").equals(type)) {
                object.put("lastUpdateTime", Metadata.timestamp(now));
            }
        }
    }
}
