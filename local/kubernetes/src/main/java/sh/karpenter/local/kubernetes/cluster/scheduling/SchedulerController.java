package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
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
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import sh.karpenter.local.kubernetes.cluster.runtime.Controller;
import sh.karpenter.local.kubernetes.cluster.runtime.Requeue;
import tools.jackson.databind.node.ObjectNode;

/// The scheduler as a controller: feeds the [ClusterPicture] and the [SchedulingQueue] from changes, and
/// carries out what [SchedulingCycle] and [Preemption] decide.
public final class SchedulerController implements Controller {
    static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
    private static final String NAME = "default-scheduler";
    private static final ObjectKey TURN = new ObjectKey(Kinds.PODS, "", "next");
    private static final int PODS_PER_TURN = 100;
    private static final Duration LOOK_FOR_FORGOTTEN = Duration.ofSeconds(30);
    private static final Duration VOLUME_PATIENCE = Duration.ofMinutes(10);

    /// A pod whose node is chosen and whose volumes are being made there.
    private record Reservation(PodFacts pod, String node, Instant since) {}

    private final ClusterContext cluster;
    private final ClusterPicture picture;
    private final SchedulingCycle cycle;
    private final Preemption preemption;
    private final SchedulingQueue queue = new SchedulingQueue();
    private final Map<ObjectKey, Reservation> reservations = new LinkedHashMap<>();

    public SchedulerController(ClusterContext cluster) {
        this.cluster = cluster;
        this.picture = new ClusterPicture(new VolumePicture(cluster.cache()));
        this.cycle = new SchedulingCycle(picture, cluster.random());
        this.preemption = new Preemption(picture, cluster.cache(), cluster.random());
    }

    @Override
    public String name() {
        return "scheduler";
    }

    @Override
    public void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        if (kind.equals(Kinds.PODS)) {
            observePod(change);
        } else if (kind.equals(Kinds.NODES)) {
            observeNode(change);
        } else if (kind.equals(Kinds.NAMESPACES)) {
            observeNamespace(change);
        } else if (kind.equals(Kinds.CLAIMS)
                || kind.equals(Kinds.VOLUMES)
                || kind.equals(Kinds.STORAGE_CLASSES)
                || kind.equals(Kinds.CSI_NODES)) {
            picture.relax();
            queue.help(pod -> !pod.shape().claims().isEmpty(), cluster.now());
        } else {
            return;
        }
        enqueue.accept(TURN);
    }

    private void observeNode(Change change) {
        String name = Metadata.name(change.object());
        if (change.type() == Change.Type.DELETED) {
            picture.removeNode(name);
            queue.help(pod -> pod.shape().dependsOnOthers(), cluster.now());
        } else if (picture.putNode(change.object())) {
            helpThoseThatFit(picture.node(name));
        }
    }

    private void observePod(Change change) {
        ObjectNode object = change.object();
        ObjectKey key = Metadata.key(Kinds.PODS, object);
        if (change.type() == Change.Type.DELETED || Pods.terminal(object)) {
            queue.remove(key);
            picture.forgetNomination(key);
            reservations.remove(key);
            NodeEntry left = picture.removePod(key);
            if (left != null) {
                helpThoseThatFit(left);
            }
        } else if (!Pods.nodeName(object).isEmpty()) {
            queue.remove(key);
            picture.forgetNomination(key);
            reservations.remove(key);
            if (picture.putPod(PodFacts.of(object))) {
                queue.help(pod -> pod.shape().dependsOnOthers(), cluster.now());
            }
        } else if (mine(object)) {
            PodFacts pod = PodFacts.of(object);
            picture.nominate(pod, pod.nominatedNode());
            if (!reservations.containsKey(key)) {
                queue.put(pod);
            }
        } else {
            queue.remove(key);
            picture.forgetNomination(key);
            picture.removePod(key);
            reservations.remove(key);
        }
    }

    private void observeNamespace(Change change) {
        if (change.type() == Change.Type.DELETED) {
            picture.removeNamespace(Metadata.name(change.object()));
        } else {
            picture.putNamespace(Metadata.name(change.object()), Metadata.labels(change.object()));
        }
    }

    private void helpThoseThatFit(@Nullable NodeEntry node) {
        if (queue.hasStuck()) {
            queue.help(
                    pod -> pod.shape().dependsOnOthers()
                            || (node != null && node.present() && cycle.wouldTake(node, pod))
                            || !pod.nominatedNode().isEmpty(),
                    cluster.now());
        }
    }

    private static boolean mine(ObjectNode pod) {
        String scheduler = Tree.text(pod, "spec", "schedulerName");
        return (scheduler.isEmpty() || scheduler.equals(NAME))
                && !Metadata.terminating(pod)
                && Tree.items(pod, "spec", "schedulingGates").isEmpty();
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        Instant now = cluster.now();
        queue.helpForgotten(now);
        List.copyOf(reservations.values()).forEach(reservation -> continueReservation(reservation, now));
        for (int i = 0; i < PODS_PER_TURN; i++) {
            PodFacts pod = queue.poll(now);
            if (pod == null) {
                break;
            }
            attempt(pod);
        }
        return next(now);
    }

    private Requeue next(Instant now) {
        if (queue.hasActive()) {
            return Requeue.after(Duration.ZERO);
        }
        Instant pauseEnd = queue.nextPauseEnd();
        Requeue next = pauseEnd == null ? Requeue.none() : Requeue.at(pauseEnd, now);
        boolean waiting = queue.hasStuck() || !reservations.isEmpty();
        return waiting ? next.orSooner(Requeue.after(LOOK_FOR_FORGOTTEN)) : next;
    }

    private void attempt(PodFacts pod) {
        try {
            switch (cycle.schedule(pod)) {
                case SchedulingCycle.Outcome.Placed(String node) -> place(pod, node);
                case SchedulingCycle.Outcome.Unplaced(SchedulingFailure failure) -> explain(pod, failure);
            }
        } catch (ApiException refused) {
            cluster.client().refresh(pod.key());
            queue.putStuck(pod);
            queue.help(other -> other.shape().equals(pod.shape()), cluster.now());
        }
    }

    private void place(PodFacts pod, String node) {
        List<ObjectKey> unbound = VolumeFilter.unboundClaims(pod, picture.volumes());
        if (unbound.isEmpty()) {
            bind(pod, node);
            return;
        }
        for (ObjectKey claim : unbound) {
            cluster.client()
                    .patch(
                            claim,
                            Tree.object("metadata", Tree.object("annotations", Tree.object(SELECTED_NODE, node))));
        }
        queue.remove(pod.key());
        reservations.put(pod.key(), new Reservation(pod, node, cluster.now()));
        picture.putPod(pod.on(node));
    }

    private void bind(PodFacts pod, String node) {
        cluster.client().bind(pod.key(), pod.uid(), node);
        String assigned = "Successfully assigned " + pod.key().namespace() + "/"
                + pod.key().name() + " to " + node;
        cluster.events().normal(Kinds.PODS, pod.source(), NAME, "Scheduled", assigned);
    }

    /// Binds a pod whose volumes are there; gives up the node when they do not come.
    private void continueReservation(Reservation reservation, Instant now) {
        PodFacts pod = reservation.pod;
        try {
            if (VolumeFilter.unboundClaims(pod, picture.volumes()).isEmpty()) {
                reservations.remove(pod.key());
                bind(pod, reservation.node);
                return;
            }
        } catch (ApiException refused) {
            cluster.client().refresh(pod.key());
            giveUp(pod);
            return;
        }
        boolean nodeGone = picture.node(reservation.node) == null;
        if (nodeGone || reservation.since.plus(VOLUME_PATIENCE).isBefore(now)) {
            for (ObjectKey claim : VolumeFilter.unboundClaims(pod, picture.volumes())) {
                cluster.client()
                        .patch(
                                claim,
                                Tree.object("metadata", Tree.object("annotations", Tree.object(SELECTED_NODE, null))));
            }
            giveUp(pod);
        }
    }

    private void giveUp(PodFacts pod) {
        reservations.remove(pod.key());
        picture.removePod(pod.key());
        ObjectNode newest = cluster.cache().get(pod.key());
        if (newest != null && Pods.nodeName(newest).isEmpty() && mine(newest)) {
            queue.put(PodFacts.of(newest));
        }
    }

    private void explain(PodFacts pod, SchedulingFailure failure) {
        queue.putStuck(pod);
        if (!pod.shape().preempts()) {
            tell(pod, failure.message("not eligible due to preemptionPolicy=Never."), null);
            return;
        }
        if (!preemption.allowedFor(pod)) {
            tell(pod, failure.message("not eligible due to a terminating pod on the nominated node."), null);
            return;
        }
        Preemption.Victims victims = preemption.find(pod, failure);
        tell(pod, failure.message(victims == null ? failure.withoutVictims() : ""), victims);
        if (victims != null) {
            preempt(pod, victims);
        }
    }

    private void tell(PodFacts pod, String message, Preemption.@Nullable Victims victims) {
        Instant now = cluster.now();
        boolean[] changed = {false};
        ObjectNode newest = cluster.client().patchNewest(pod.key(), "status", object -> {
            boolean known = Conditions.holds(object, "PodScheduled", "False", "Unschedulable", message);
            String nominated = Tree.text(object, "status", "nominatedNodeName");
            if (known && (victims == null || victims.node().equals(nominated))) {
                return null;
            }
            changed[0] = true;
            ObjectNode status = Tree.object(
                    "conditions", Conditions.with(object, "PodScheduled", "False", "Unschedulable", message, now));
            if (victims != null) {
                status.put("nominatedNodeName", victims.node());
            }
            return Tree.object("status", status);
        });
        if (newest != null && changed[0]) {
            cluster.events().warning(Kinds.PODS, newest, NAME, "FailedScheduling", message);
        }
    }

    private void preempt(PodFacts pod, Preemption.Victims victims) {
        for (PodFacts lower : List.copyOf(picture.nominatedOn(victims.node()))) {
            if (lower.priority() < pod.priority()) {
                picture.forgetNomination(lower.key());
                cluster.client().patchStatus(lower.key(), Tree.object("nominatedNodeName", null));
            }
        }
        for (PodFacts victim : victims.pods()) {
            cluster.client()
                    .setCondition(
                            victim.key(),
                            "DisruptionTarget",
                            "True",
                            "PreemptionByScheduler",
                            NAME + ": preempting to accommodate a higher priority pod");
            cluster.client().delete(victim.key(), victim.uid());
            String by = "Preempted by pod " + pod.uid() + " on node " + victims.node();
            cluster.events().normal(Kinds.PODS, victim.source(), NAME, "Preempted", by);
        }
    }
}
