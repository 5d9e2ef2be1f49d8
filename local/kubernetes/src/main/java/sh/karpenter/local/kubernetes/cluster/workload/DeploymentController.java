package sh.karpenter.local.kubernetes.cluster.workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.OwnerReference;
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import sh.karpenter.local.kubernetes.cluster.runtime.Controller;
import sh.karpenter.local.kubernetes.cluster.runtime.Requeue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Keeps a Deployment's ReplicaSets: one per pod template, and moves replicas from the old ones to the new one.
///
/// 1. Find the ReplicaSet that has the Deployment's template; make it if there is none.
/// 2. If only the number of replicas changed, or the Deployment is paused, scale what is there ([Rollout]).
/// 3. Otherwise take one step of the rollout: grow the new set, or else shrink the old ones.
/// 4. Write the status ([DeploymentStatus]); once complete, drop old sets beyond the history limit.
public final class DeploymentController implements Controller {
    static final String REVISION = "deployment.kubernetes.io/revision";
    private static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
    private static final String MOST = "deployment.kubernetes.io/max-replicas";
    private static final String COMPONENT = "deployment-controller";
    private static final List<String> NOT_COPIED = List.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            REVISION,
            "deployment.kubernetes.io/revision-history",
            DESIRED,
            MOST,
            "deprecated.deployment.rollback.to");

    private final ClusterContext cluster;
    private final OwnedPods ownedSets;
    private final DeploymentStatus status;

    public DeploymentController(ClusterContext cluster) {
        this.cluster = cluster;
        this.ownedSets = new OwnedPods(cluster, Kinds.DEPLOYMENTS);
        this.status = new DeploymentStatus(cluster);
    }

    @Override
    public String name() {
        return "deployment";
    }

    @Override
    public boolean gathersChanges() {
        return true;
    }

    @Override
    public void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        if (kind.equals(Kinds.DEPLOYMENTS)) {
            enqueue.accept(Metadata.key(kind, change.object()));
        } else if (kind.equals(Kinds.REPLICA_SETS)) {
            ownedSets.enqueueOwners(kind, change, enqueue);
        } else if (kind.equals(Kinds.PODS) && change.type() == Change.Type.DELETED) {
            // A Recreate rollout waits until the last pod of an old set is gone.
            OwnerReference owner = Metadata.controller(change.object());
            ObjectKey set = owner == null ? null : cluster.cache().byUid(owner.uid());
            ObjectNode object = set == null ? null : cluster.cache().get(set);
            if (object != null) {
                ownedSets.enqueueOwners(Kinds.REPLICA_SETS, new Change(Change.Type.MODIFIED, object, null), enqueue);
            }
        }
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        ObjectNode deployment = cluster.cache().get(key);
        if (deployment == null) {
            return Requeue.none();
        }
        List<ObjectNode> sets = oldestFirst(ownedSets.claim(Kinds.REPLICA_SETS, deployment));
        if (Metadata.terminating(deployment)) {
            status.write(deployment, sets, findNew(deployment, sets));
            return Requeue.none();
        }
        boolean paused = Tree.flag(deployment, "spec", "paused");
        Rollout.Limits limits = limits(deployment);
        if (paused || isScaling(sets, limits)) {
            scale(deployment, sets, limits);
        } else {
            ensureNew(deployment, sets, limits);
            step(deployment, current(deployment), limits);
        }
        ObjectNode newest = cluster.cache().get(key);
        if (newest == null) {
            return Requeue.none();
        }
        List<ObjectNode> after = current(newest);
        Requeue requeue = status.write(newest, after, findNew(newest, after));
        if (!paused && status.complete(newest, after, findNew(newest, after))) {
            dropHistory(newest, after);
        }
        return requeue;
    }

    private List<ObjectNode> current(ObjectNode deployment) {
        return oldestFirst(cluster.cache().dependents(Kinds.REPLICA_SETS, Metadata.uid(deployment)).stream()
                .filter(set -> Metadata.controlledBy(set, Metadata.uid(deployment)))
                .toList());
    }

    private static List<ObjectNode> oldestFirst(List<ObjectNode> sets) {
        List<ObjectNode> sorted = new ArrayList<>(sets);
        sorted.sort(Comparator.comparing(Metadata::creation)
                .thenComparingLong(set -> revision(set))
                .thenComparing(Metadata::name));
        return sorted;
    }

    static @Nullable ObjectNode findNew(ObjectNode deployment, List<ObjectNode> sets) {
        JsonNode template = Tree.at(deployment, "spec", "template");
        for (ObjectNode set : sets) {
            if (PodTemplates.same(Tree.at(set, "spec", "template"), template)) {
                return set;
            }
        }
        return null;
    }

    private static boolean isSame(ObjectNode set, @Nullable ObjectNode other) {
        return other != null && Metadata.uid(set).equals(Metadata.uid(other));
    }

    static Rollout.Limits limits(JsonNode deployment) {
        int desired = (int) Tree.number(deployment, 1, "spec", "replicas");
        if (recreates(deployment)) {
            return new Rollout.Limits(desired, 0, 0);
        }
        return Rollout.Limits.of(
                desired,
                orQuarter(Tree.text(deployment, "spec", "strategy", "rollingUpdate", "maxSurge")),
                orQuarter(Tree.text(deployment, "spec", "strategy", "rollingUpdate", "maxUnavailable")));
    }

    private static String orQuarter(String value) {
        return value.isEmpty() ? "25%" : value;
    }

    private static boolean recreates(JsonNode deployment) {
        return Tree.text(deployment, "spec", "strategy", "type").equals("Recreate");
    }

    private static int replicas(JsonNode set) {
        return (int) Tree.number(set, 0, "spec", "replicas");
    }

    private static long revision(JsonNode object) {
        String revision = Metadata.annotation(object, REVISION);
        return revision.isEmpty() ? 0 : Long.parseLong(revision);
    }

    /// Whether the number of replicas changed since an active set was last scaled.
    private static boolean isScaling(List<ObjectNode> sets, Rollout.Limits limits) {
        return sets.stream()
                .filter(set -> replicas(set) > 0)
                .map(set -> Metadata.annotation(set, DESIRED))
                .anyMatch(desired -> !desired.isEmpty() && !desired.equals(String.valueOf(limits.desired())));
    }

    private void scale(ObjectNode deployment, List<ObjectNode> sets, Rollout.Limits limits) {
        List<ObjectNode> active = sets.stream().filter(set -> replicas(set) > 0).toList();
        ObjectNode newSet = findNew(deployment, sets);
        if (active.size() <= 1) {
            ObjectNode only = active.isEmpty() ? newSet : active.getFirst();
            if (only == null && !sets.isEmpty()) {
                only = sets.getLast();
            }
            if (only != null) {
                resize(deployment, only, limits.desired(), limits);
            }
            return;
        }
        if (newSet != null && replicas(newSet) == limits.desired() && available(newSet) == limits.desired()) {
            for (ObjectNode set : active) {
                resize(deployment, set, isSame(set, newSet) ? limits.desired() : 0, limits);
            }
            return;
        }
        if (!recreates(deployment)) {
            SequencedMap<String, Integer> sizes = Rollout.scaleProportionally(limits, members(active));
            for (ObjectNode set : active) {
                resize(deployment, set, sizes.getOrDefault(Metadata.name(set), replicas(set)), limits);
            }
        }
    }

    private void step(ObjectNode deployment, List<ObjectNode> sets, Rollout.Limits limits) {
        ObjectNode newSet = findNew(deployment, sets);
        if (newSet == null) {
            return;
        }
        List<ObjectNode> old = sets.stream().filter(set -> !isSame(set, newSet)).toList();
        if (recreates(deployment)) {
            old.stream().filter(set -> replicas(set) > 0).forEach(set -> resize(deployment, set, 0, limits));
            if (old.stream().noneMatch(this::hasPods)) {
                resize(deployment, newSet, limits.desired(), limits);
            }
            return;
        }
        int total = sets.stream().mapToInt(DeploymentController::replicas).sum();
        int grown = Rollout.growNew(limits, replicas(newSet), total);
        if (grown != replicas(newSet)) {
            resize(deployment, newSet, grown, limits);
            return;
        }
        List<Rollout.Member> members = members(sets);
        Rollout.Member newMember = members.get(sets.indexOf(newSet));
        List<Rollout.Member> oldMembers =
                members.stream().filter(member -> !member.equals(newMember)).toList();
        SequencedMap<String, Integer> sizes = Rollout.shrinkOld(limits, newMember, oldMembers);
        for (ObjectNode set : old) {
            Integer size = sizes.get(Metadata.name(set));
            if (size != null) {
                resize(deployment, set, size, limits);
            }
        }
    }

    private boolean hasPods(ObjectNode set) {
        return cluster.cache().dependents(Kinds.PODS, Metadata.uid(set)).stream()
                .anyMatch(pod -> !Pods.terminal(pod));
    }

    private static int available(JsonNode set) {
        return (int) Tree.number(set, 0, "status", "availableReplicas");
    }

    private static List<Rollout.Member> members(List<ObjectNode> sets) {
        List<Rollout.Member> members = new ArrayList<>();
        for (int age = 0; age < sets.size(); age++) {
            ObjectNode set = sets.get(age);
            String most = Metadata.annotation(set, MOST);
            members.add(new Rollout.Member(
                    Metadata.name(set),
                    replicas(set),
                    available(set),
                    most.isEmpty() ? 0 : Integer.parseInt(most),
                    age));
        }
        return members;
    }

    private void resize(ObjectNode deployment, ObjectNode set, int size, Rollout.Limits limits) {
        int before = replicas(set);
        boolean noted = Metadata.annotation(set, DESIRED).equals(String.valueOf(limits.desired()))
                && Metadata.annotation(set, MOST).equals(String.valueOf(limits.mostPods()));
        if (before == size && noted) {
            return;
        }
        ObjectNode patch = Tree.object(
                "metadata",
                Tree.object(
                        "annotations",
                        Tree.object(
                                DESIRED, String.valueOf(limits.desired()),
                                MOST, String.valueOf(limits.mostPods()))));
        if (before != size) {
            patch.set("spec", Tree.object("replicas", size));
        }
        cluster.client().patch(Metadata.key(Kinds.REPLICA_SETS, set), patch);
        if (before != size) {
            tellScaled(deployment, Metadata.name(set), before, size);
        }
    }

    private void tellScaled(ObjectNode deployment, String set, int before, int size) {
        String message =
                "Scaled " + (size > before ? "up" : "down") + " replica set " + set + " from " + before + " to " + size;
        cluster.events().normal(Kinds.DEPLOYMENTS, deployment, COMPONENT, "ScalingReplicaSet", message);
    }

    /// Makes the ReplicaSet for the Deployment's template, or brings the present one's revision and annotations
    /// up to date.
    private void ensureNew(ObjectNode deployment, List<ObjectNode> sets, Rollout.Limits limits) {
        ObjectNode newSet = findNew(deployment, sets);
        long revision = 1
                + sets.stream()
                        .filter(set -> !isSame(set, newSet))
                        .mapToLong(DeploymentController::revision)
                        .max()
                        .orElse(0);
        if (newSet == null) {
            createSet(deployment, sets, revision, limits);
        } else {
            refreshSet(deployment, newSet, Math.max(revision, revision(newSet)));
        }
    }

    private void refreshSet(ObjectNode deployment, ObjectNode set, long revision) {
        ObjectNode patch = Tree.object();
        Map<String, String> wanted = copiedAnnotations(deployment);
        wanted.put(REVISION, String.valueOf(revision));
        if (!Metadata.annotations(set).entrySet().containsAll(wanted.entrySet())) {
            patch.set("metadata", Tree.object("annotations", wanted));
        }
        long minReady = Tree.number(deployment, 0, "spec", "minReadySeconds");
        if (minReady != Tree.number(set, 0, "spec", "minReadySeconds")) {
            patch.set("spec", Tree.object("minReadySeconds", minReady));
        }
        if (!patch.isEmpty()) {
            cluster.client().patch(Metadata.key(Kinds.REPLICA_SETS, set), patch);
        }
        noteRevision(deployment, revision);
    }

    private void noteRevision(ObjectNode deployment, long revision) {
        if (revision(deployment) != revision) {
            cluster.client()
                    .patch(
                            Metadata.key(Kinds.DEPLOYMENTS, deployment),
                            Tree.object(
                                    "metadata",
                                    Tree.object("annotations", Tree.object(REVISION, String.valueOf(revision)))));
        }
    }

    private static Map<String, String> copiedAnnotations(ObjectNode deployment) {
        Map<String, String> annotations = new TreeMap<>(Metadata.annotations(deployment));
        annotations.keySet().removeAll(NOT_COPIED);
        return annotations;
    }

    private void createSet(ObjectNode deployment, List<ObjectNode> old, long revision, Rollout.Limits limits) {
        long collisions = Tree.number(deployment, 0, "status", "collisionCount");
        String hash = PodTemplates.hash(Tree.at(deployment, "spec", "template"), collisions);
        String name = Metadata.name(deployment) + "-" + hash;
        int total = old.stream().mapToInt(DeploymentController::replicas).sum();
        boolean waits = recreates(deployment) && old.stream().anyMatch(this::hasPods);
        int size = recreates(deployment) ? (waits ? 0 : limits.desired()) : Rollout.growNew(limits, 0, total);
        ObjectNode set = newSet(deployment, name, hash, size);
        Map<String, String> annotations = copiedAnnotations(deployment);
        annotations.put(REVISION, String.valueOf(revision));
        annotations.put(DESIRED, String.valueOf(limits.desired()));
        annotations.put(MOST, String.valueOf(limits.mostPods()));
        Tree.child(set, "metadata").set("annotations", Tree.value(annotations));
        try {
            cluster.client().create(Kinds.REPLICA_SETS, set);
        } catch (ApiException refused) {
            if (refused.reason().equals("AlreadyExists")) {
                cluster.client()
                        .patchStatus(
                                Metadata.key(Kinds.DEPLOYMENTS, deployment),
                                Tree.object("collisionCount", collisions + 1));
            } else {
                status.fail(deployment, refused);
            }
            throw refused;
        }
        noteRevision(deployment, revision);
        status.created(deployment, name);
        if (size > 0) {
            tellScaled(deployment, name, 0, size);
        }
    }

    private static ObjectNode newSet(ObjectNode deployment, String name, String hash, int size) {
        ObjectNode template =
                (ObjectNode) Tree.at(deployment, "spec", "template").deepCopy();
        Tree.child(Tree.child(template, "metadata"), "labels").put(PodTemplates.HASH_LABEL, hash);
        ObjectNode selector =
                (ObjectNode) Tree.at(deployment, "spec", "selector").deepCopy();
        Tree.child(selector, "matchLabels").put(PodTemplates.HASH_LABEL, hash);
        return Tree.object(
                "metadata",
                        Tree.object(
                                "name", name,
                                "namespace", Metadata.namespace(deployment),
                                "labels",
                                        Tree.at(template, "metadata", "labels").deepCopy(),
                                "ownerReferences",
                                        Tree.array(Metadata.controllerReference(Kinds.DEPLOYMENTS, deployment))),
                "spec",
                        Tree.object(
                                "replicas", size,
                                "minReadySeconds", Tree.number(deployment, 0, "spec", "minReadySeconds"),
                                "selector", selector,
                                "template", template));
    }

    private void dropHistory(ObjectNode deployment, List<ObjectNode> sets) {
        ObjectNode newSet = findNew(deployment, sets);
        long limit = Tree.number(deployment, 10, "spec", "revisionHistoryLimit");
        List<ObjectNode> droppable = sets.stream()
                .filter(set -> !isSame(set, newSet) && !Metadata.terminating(set))
                .sorted(Comparator.comparingLong(DeploymentController::revision))
                .toList();
        for (ObjectNode set : droppable.subList(0, (int) Math.max(0, droppable.size() - limit))) {
            if (replicas(set) == 0 && Tree.number(set, 0, "status", "replicas") == 0) {
                cluster.client().delete(Metadata.key(Kinds.REPLICA_SETS, set), Metadata.uid(set));
            }
        }
    }
}
