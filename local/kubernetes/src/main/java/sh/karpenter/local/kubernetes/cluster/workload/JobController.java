package sh.karpenter.local.kubernetes.cluster.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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

/// Runs the pods of a Job until enough have succeeded or too many failed. Each pod carries a finalizer until it
/// is counted, so that none is missed and none counted twice.
///
/// 1. Count finished pods into the status, then let them go.
/// 2. Decide whether the Job is over: complete, failed too often, or past its deadline.
/// 3. Otherwise run as many pods at once as are wanted and still needed; wait after failures.
public final class JobController implements Controller {
    private static final String TRACKING = "batch.kubernetes.io/job-tracking";
    private static final String INDEX = "batch.kubernetes.io/job-completion-index";
    private static final String COMPONENT = "job-controller";
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LAST_PAUSE = Duration.ofMinutes(10);

    /// How far a Job is.
    private record Progress(List<ObjectNode> active, long succeeded, long failed, SortedSet<Integer> completed) {}

    private final ClusterContext cluster;
    private final OwnedPods ownedPods;

    public JobController(ClusterContext cluster) {
        this.cluster = cluster;
        this.ownedPods = new OwnedPods(cluster, Kinds.JOBS);
    }

    @Override
    public String name() {
        return "job";
    }

    @Override
    public boolean gathersChanges() {
        return true;
    }

    @Override
    public void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        if (kind.equals(Kinds.JOBS)) {
            if (change.type() == Change.Type.DELETED) {
                releaseLater(change.object(), enqueue);
            }
            enqueue.accept(Metadata.key(kind, change.object()));
        } else if (kind.equals(Kinds.PODS)) {
            ownedPods.enqueueOwners(kind, change, enqueue);
        }
    }

    /// Pods of a Job that is gone are nobody's to count any more.
    private void releaseLater(ObjectNode job, Consumer<ObjectKey> enqueue) {
        cluster.cache().dependents(Metadata.uid(job)).stream()
                .filter(key -> key.resource().equals(Kinds.PODS))
                .forEach(enqueue);
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        if (key.resource().equals(Kinds.PODS)) {
            release(key);
            return Requeue.none();
        }
        ObjectNode job = cluster.cache().get(key);
        if (job == null) {
            return Requeue.none();
        }
        List<ObjectNode> pods = cluster.cache().dependents(Kinds.PODS, Metadata.uid(job));
        if (Metadata.terminating(job)) {
            pods.forEach(pod -> release(Metadata.key(Kinds.PODS, pod)));
            return Requeue.none();
        }
        if (isOver(job)) {
            pods.forEach(pod -> release(Metadata.key(Kinds.PODS, pod)));
            return afterTheEnd(key, job);
        }
        Progress progress = count(key, job, pods);
        ObjectNode newest = cluster.cache().get(key);
        return newest == null ? Requeue.none() : advance(key, newest, progress);
    }

    private static boolean isOver(ObjectNode job) {
        return Conditions.isTrue(job, "Complete") || Conditions.isTrue(job, "Failed");
    }

    private Requeue afterTheEnd(ObjectKey key, ObjectNode job) {
        if (!Tree.has(job, "spec", "ttlSecondsAfterFinished")) {
            return Requeue.none();
        }
        Instant now = cluster.now();
        Instant ended = Metadata.instant(job, now, "status", "completionTime");
        for (String type : List.of("Complete", "Failed")) {
            JsonNode condition = Conditions.find(job, type);
            ended = condition == null ? ended : Metadata.instant(condition, ended, "lastTransitionTime");
        }
        Instant due = ended.plusSeconds(Tree.number(job, 0, "spec", "ttlSecondsAfterFinished"));
        if (due.isAfter(now)) {
            return Requeue.at(due, now);
        }
        cluster.client().delete(key, null, "Background", Metadata.uid(job));
        return Requeue.none();
    }

    private Progress count(ObjectKey key, ObjectNode job, List<ObjectNode> pods) {
        long succeeded = Tree.number(job, 0, "status", "succeeded");
        long failed = Tree.number(job, 0, "status", "failed");
        SortedSet<Integer> completed = IndexRanges.parse(Tree.text(job, "status", "completedIndexes"));
        List<ObjectNode> active = new ArrayList<>();
        List<ObjectNode> counted = new ArrayList<>();
        int ready = 0;
        int terminating = 0;
        for (ObjectNode pod : pods) {
            if (Pods.terminal(pod)) {
                if (Metadata.finalizers(pod).contains(TRACKING)) {
                    counted.add(pod);
                    boolean well = Pods.phase(pod).equals("Succeeded");
                    succeeded += well ? 1 : 0;
                    failed += well ? 0 : 1;
                    if (well && isIndexed(job)) {
                        completed.add(index(pod));
                    }
                }
            } else if (Metadata.terminating(pod)) {
                terminating++;
            } else {
                active.add(pod);
                ready += Pods.ready(pod) ? 1 : 0;
            }
        }
        ObjectNode status = Tree.object(
                "active", Counters.orAbsent(active.size()),
                "ready", ready,
                "terminating", terminating,
                "succeeded", Counters.orAbsent(succeeded),
                "failed", Counters.orAbsent(failed),
                "uncountedTerminatedPods", Tree.object());
        if (isIndexed(job)) {
            status.put("completedIndexes", IndexRanges.format(completed));
        }
        if (!Tree.has(job, "status", "startTime") && !Tree.flag(job, "spec", "suspend")) {
            status.put("startTime", Metadata.timestamp(cluster.now()));
        }
        Counters.writeIfChanged(cluster, key, job, status);
        counted.forEach(pod -> release(Metadata.key(Kinds.PODS, pod)));
        return new Progress(active, succeeded, failed, completed);
    }

    private void release(ObjectKey pod) {
        ObjectNode cached = cluster.cache().get(pod);
        if (cached == null || !Metadata.finalizers(cached).contains(TRACKING)) {
            return;
        }
        cluster.client().patchNewest(pod, null, newest -> {
            List<String> kept = Metadata.finalizers(newest).stream()
                    .filter(finalizer -> !finalizer.equals(TRACKING))
                    .toList();
            return Tree.object("metadata", Tree.object("finalizers", kept.isEmpty() ? null : kept));
        });
    }

    private Requeue advance(ObjectKey key, ObjectNode job, Progress progress) {
        Instant now = cluster.now();
        if (Tree.flag(job, "spec", "suspend")) {
            deleteAll(job, progress.active);
            condition(key, "Suspended", "True", "JobSuspended", "Job suspended");
            return Requeue.none();
        }
        if (Conditions.isTrue(job, "Suspended")) {
            condition(key, "Suspended", "False", "JobResumed", "Job resumed");
        }
        if (progress.failed > Tree.number(job, 6, "spec", "backoffLimit")) {
            fail(key, job, progress, "BackoffLimitExceeded", "Job has reached the specified backoff limit");
            return Requeue.none();
        }
        Requeue deadline = Requeue.none();
        if (Tree.has(job, "spec", "activeDeadlineSeconds")) {
            Instant due = Metadata.instant(job, now, "status", "startTime")
                    .plusSeconds(Tree.number(job, 0, "spec", "activeDeadlineSeconds"));
            if (!due.isAfter(now)) {
                fail(key, job, progress, "DeadlineExceeded", "Job was active longer than specified deadline");
                return Requeue.none();
            }
            deadline = Requeue.at(due, now);
        }
        if (isComplete(job, progress)) {
            complete(key, job);
            return Requeue.none();
        }
        return deadline.orSooner(run(job, progress, now));
    }

    private static boolean isComplete(ObjectNode job, Progress progress) {
        if (!progress.active.isEmpty()) {
            return false;
        }
        return Tree.has(job, "spec", "completions")
                ? progress.succeeded >= Tree.number(job, 1, "spec", "completions")
                : progress.succeeded > 0;
    }

    private void complete(ObjectKey key, ObjectNode job) {
        String message = "Reached expected number of succeeded pods";
        condition(key, "SuccessCriteriaMet", "True", "CompletionsReached", message);
        condition(key, "Complete", "True", "CompletionsReached", message);
        cluster.client().patchStatus(key, Tree.object("completionTime", Metadata.timestamp(cluster.now())));
        cluster.events().normal(Kinds.JOBS, job, COMPONENT, "Completed", "Job completed");
    }

    private void fail(ObjectKey key, ObjectNode job, Progress progress, String reason, String message) {
        condition(key, "FailureTarget", "True", reason, message);
        deleteAll(job, progress.active);
        condition(key, "Failed", "True", reason, message);
        cluster.events().warning(Kinds.JOBS, job, COMPONENT, reason, message);
    }

    /// Conditions of Jobs also say when they were looked at.
    private void condition(ObjectKey key, String type, String status, String reason, String message) {
        Instant now = cluster.now();
        cluster.client().patchNewest(key, "status", newest -> {
            if (Conditions.holds(newest, type, status, reason, message)) {
                return null;
            }
            ArrayNode conditions = Conditions.with(newest, type, status, reason, message, now);
            for (JsonNode each : conditions.values()) {
                if (each instanceof ObjectNode object
                        && Tree.text(object, "type").equals(type)) {
                    object.put("lastProbeTime", Metadata.timestamp(now));
                }
            }
            return Tree.object("status", Tree.object("conditions", conditions));
        });
    }

    private void deleteAll(ObjectNode job, List<ObjectNode> pods) {
        for (ObjectNode pod : pods) {
            cluster.client().delete(Metadata.key(Kinds.PODS, pod), Metadata.uid(pod));
            String message = "Deleted pod: " + Metadata.name(pod);
            cluster.events().normal(Kinds.JOBS, job, COMPONENT, "SuccessfulDelete", message);
        }
    }

    private Requeue run(ObjectNode job, Progress progress, Instant now) {
        long parallelism = Tree.number(job, 1, "spec", "parallelism");
        long wanted = Tree.has(job, "spec", "completions")
                ? Math.min(parallelism, Tree.number(job, 1, "spec", "completions") - progress.succeeded)
                : progress.succeeded > 0 ? progress.active.size() : parallelism;
        if (progress.active.size() > wanted) {
            deleteAll(job, progress.active.subList((int) wanted, progress.active.size()));
            return Requeue.none();
        }
        long missing = wanted - progress.active.size();
        Instant retry = retryAt(job, progress);
        if (missing > 0 && retry.isAfter(now)) {
            return Requeue.at(retry, now);
        }
        SortedSet<Integer> taken = new TreeSet<>(progress.completed);
        progress.active.forEach(pod -> taken.add(index(pod)));
        for (int i = 0; i < missing; i++) {
            int index = 0;
            while (taken.contains(index)) {
                index++;
            }
            taken.add(index);
            create(job, isIndexed(job) ? index : null);
        }
        return Requeue.none();
    }

    /// After failures the next pod waits, twice as long each time.
    private Instant retryAt(ObjectNode job, Progress progress) {
        Instant lastFailure = Instant.EPOCH;
        for (ObjectNode pod : cluster.cache().dependents(Kinds.PODS, Metadata.uid(job))) {
            JsonNode ready = Conditions.find(pod, "Ready");
            if (Pods.phase(pod).equals("Failed") && ready != null) {
                Instant at = Metadata.instant(ready, Instant.EPOCH, "lastTransitionTime");
                lastFailure = at.isAfter(lastFailure) ? at : lastFailure;
            }
        }
        if (progress.failed == 0) {
            return Instant.EPOCH;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(progress.failed - 1, 10));
        return lastFailure.plus(pause.compareTo(LAST_PAUSE) > 0 ? LAST_PAUSE : pause);
    }

    private static boolean isIndexed(ObjectNode job) {
        return Tree.text(job, "spec", "completionMode").equals("Indexed");
    }

    private static int index(ObjectNode pod) {
        String index = Metadata.annotation(pod, INDEX);
        return index.isEmpty() ? -1 : Integer.parseInt(index);
    }

    private void create(ObjectNode job, @Nullable Integer index) {
        ObjectNode pod = PodTemplates.pod(Tree.at(job, "spec", "template"), Kinds.JOBS, job);
        ObjectNode metadata = Tree.child(pod, "metadata");
        metadata.set("finalizers", Tree.array(TRACKING));
        ObjectNode labels = Tree.child(metadata, "labels");
        for (String prefix : List.of("batch.kubernetes.io/", "")) {
            labels.put(prefix + "controller-uid", Metadata.uid(job));
            labels.put(prefix + "job-name", Metadata.name(job));
        }
        if (index == null) {
            metadata.put("generateName", Metadata.name(job) + "-");
        } else {
            metadata.put("generateName", Metadata.name(job) + "-" + index + "-");
            labels.put(INDEX, String.valueOf(index));
            Tree.child(metadata, "annotations").put(INDEX, String.valueOf(index));
        }
        ObjectNode created = cluster.client().create(Kinds.PODS, pod);
        String message = "Created pod: " + Metadata.name(created);
        cluster.events().normal(Kinds.JOBS, job, COMPONENT, "SuccessfulCreate", message);
    }
}
