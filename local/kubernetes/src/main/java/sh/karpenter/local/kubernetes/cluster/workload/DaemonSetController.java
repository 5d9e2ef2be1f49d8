package sh.karpenter.local.kubernetes.cluster.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

/// Keeps one pod of a DaemonSet on each node that [DaemonPlacement] names, and replaces them when the template
/// changes.
public final class DaemonSetController implements Controller {
    private static final String COMPONENT = "daemonset-controller";

    private final ClusterContext cluster;
    private final OwnedPods ownedPods;
    private final Revisions revisions;

    public DaemonSetController(ClusterContext cluster) {
        this.cluster = cluster;
        this.ownedPods = new OwnedPods(cluster, Kinds.DAEMON_SETS);
        this.revisions = new Revisions(cluster, Kinds.DAEMON_SETS);
    }

    @Override
    public String name() {
        return "daemonset";
    }

    @Override
    public boolean gathersChanges() {
        return true;
    }

    @Override
    public void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        if (kind.equals(Kinds.DAEMON_SETS)) {
            enqueue.accept(Metadata.key(kind, change.object()));
        } else if (kind.equals(Kinds.PODS)) {
            ownedPods.enqueueOwners(kind, change, enqueue);
        } else if (kind.equals(Kinds.NODES) && placementChanged(change)) {
            for (ObjectNode set : cluster.cache().list(Kinds.DAEMON_SETS)) {
                enqueue.accept(Metadata.key(Kinds.DAEMON_SETS, set));
            }
        }
    }

    private static boolean placementChanged(Change change) {
        ObjectNode before = change.previous();
        return before == null
                || change.type() != Change.Type.MODIFIED
                || !Metadata.labels(before).equals(Metadata.labels(change.object()))
                || !Tree.at(before, "spec").equals(Tree.at(change.object(), "spec"));
    }

    /// A node and the daemon's pods there, the oldest first.
    private record Place(ObjectNode node, DaemonPlacement.Verdict verdict, List<ObjectNode> pods) {}

    @Override
    public Requeue reconcile(ObjectKey key) {
        ObjectNode set = cluster.cache().get(key);
        if (set == null || Metadata.terminating(set)) {
            return Requeue.none();
        }
        String hash = revisions.current(set);
        DaemonPlacement placement = new DaemonPlacement(set);
        List<Place> places = places(set, placement);
        for (Place place : places) {
            manage(set, place, placement, hash);
        }
        places = places(set, placement);
        if (!Tree.text(set, "spec", "updateStrategy", "type").equals("OnDelete")) {
            replaceOutdated(set, places, placement, hash);
        }
        places = places(set, placement);
        writeStatus(key, set, places, hash);
        Set<String> used = new HashSet<>(Set.of(hash));
        places.forEach(place -> place.pods.forEach(pod -> used.add(Metadata.label(pod, PodTemplates.REVISION_LABEL))));
        revisions.trim(set, used);
        List<ObjectNode> pods =
                places.stream().flatMap(place -> place.pods.stream()).toList();
        return Counters.untilAvailable(pods, minReady(set), cluster.now());
    }

    private List<Place> places(ObjectNode set, DaemonPlacement placement) {
        Map<String, List<ObjectNode>> byNode = new HashMap<>();
        for (ObjectNode pod : ownedPods.claim(set)) {
            byNode.computeIfAbsent(DaemonPlacement.target(pod), _ -> new ArrayList<>())
                    .add(pod);
        }
        List<Place> places = new ArrayList<>();
        for (ObjectNode node : cluster.cache().list(Kinds.NODES)) {
            List<ObjectNode> pods = byNode.remove(Metadata.name(node));
            List<ObjectNode> sorted = pods == null
                    ? List.of()
                    : pods.stream()
                            .sorted(Comparator.comparing(Metadata::creation))
                            .toList();
            places.add(new Place(node, placement.on(node), sorted));
        }
        // What is left is for nodes that no longer exist.
        byNode.values().forEach(pods -> pods.forEach(pod -> delete(set, pod)));
        return places;
    }

    private void manage(ObjectNode set, Place place, DaemonPlacement placement, String hash) {
        if (place.pods.isEmpty()) {
            if (place.verdict.shouldRun()) {
                create(set, place.node, placement, hash);
            }
            return;
        }
        if (!place.verdict.mayStay()) {
            place.pods.forEach(pod -> delete(set, pod));
            return;
        }
        boolean surge = surge(set, 1) > 0;
        boolean kept = false;
        for (ObjectNode pod : place.pods) {
            if (Pods.terminal(pod) || (kept && !surge)) {
                delete(set, pod);
            } else if (!Metadata.terminating(pod)) {
                kept = true;
            }
        }
    }

    private void create(ObjectNode set, ObjectNode node, DaemonPlacement placement, String hash) {
        ObjectNode created = cluster.client().create(Kinds.PODS, placement.pod(set, Metadata.name(node), hash));
        String message = "Created pod: " + Metadata.name(created);
        cluster.events().normal(Kinds.DAEMON_SETS, set, COMPONENT, "SuccessfulCreate", message);
    }

    private void delete(ObjectNode set, ObjectNode pod) {
        if (!Metadata.terminating(pod)) {
            cluster.client().delete(Metadata.key(Kinds.PODS, pod), Metadata.uid(pod));
            String message = "Deleted pod: " + Metadata.name(pod);
            cluster.events().normal(Kinds.DAEMON_SETS, set, COMPONENT, "SuccessfulDelete", message);
        }
    }

    /// Takes down pods of an older template, no more at a time than may be unavailable; with surge, brings up
    /// the new pod first.
    private void replaceOutdated(ObjectNode set, List<Place> places, DaemonPlacement placement, String hash) {
        List<Place> wanted =
                places.stream().filter(place -> place.verdict.shouldRun()).toList();
        int surge = surge(set, wanted.size());
        int allowance = surge > 0 ? surge : maxUnavailable(set, wanted.size());
        List<Place> replaceable = new ArrayList<>();
        int busy = 0;
        for (Place place : wanted) {
            ObjectNode newPod = find(place, hash, true);
            ObjectNode oldPod = find(place, hash, false);
            if (oldPod == null) {
                busy += newPod == null || !available(set, newPod) ? 1 : 0;
            } else if (newPod != null) {
                if (available(set, newPod)) {
                    delete(set, oldPod);
                } else {
                    busy++;
                }
            } else if (!available(set, oldPod)) {
                busy++;
                replace(set, place, oldPod, placement, hash, surge > 0);
            } else {
                replaceable.add(place);
            }
        }
        for (Place place : replaceable) {
            ObjectNode oldPod = find(place, hash, false);
            if (busy++ < allowance && oldPod != null) {
                replace(set, place, oldPod, placement, hash, surge > 0);
            }
        }
    }

    private void replace(
            ObjectNode set, Place place, ObjectNode oldPod, DaemonPlacement placement, String hash, boolean newFirst) {
        if (newFirst) {
            create(set, place.node, placement, hash);
        } else {
            delete(set, oldPod);
        }
    }

    private static @Nullable ObjectNode find(Place place, String hash, boolean current) {
        for (ObjectNode pod : place.pods) {
            boolean matches = Metadata.label(pod, PodTemplates.REVISION_LABEL).equals(hash);
            if (matches == current && Pods.active(pod)) {
                return pod;
            }
        }
        return null;
    }

    private static int surge(JsonNode set, int nodes) {
        return Rollout.resolve(Tree.text(set, "spec", "updateStrategy", "rollingUpdate", "maxSurge"), nodes, true);
    }

    private static int maxUnavailable(JsonNode set, int nodes) {
        String limit = Tree.text(set, "spec", "updateStrategy", "rollingUpdate", "maxUnavailable");
        return Rollout.resolve(limit.isEmpty() ? "1" : limit, nodes, true);
    }

    private boolean available(ObjectNode set, ObjectNode pod) {
        return Pods.available(pod, minReady(set), cluster.now());
    }

    private static Duration minReady(ObjectNode set) {
        return Duration.ofSeconds(Tree.number(set, 0, "spec", "minReadySeconds"));
    }

    private void writeStatus(ObjectKey key, ObjectNode set, List<Place> places, String hash) {
        int desired = 0;
        int scheduled = 0;
        int misplaced = 0;
        int ready = 0;
        int available = 0;
        int updated = 0;
        Instant now = cluster.now();
        for (Place place : places) {
            boolean present = place.pods.stream().anyMatch(Pods::active);
            if (!place.verdict.shouldRun()) {
                misplaced += present ? 1 : 0;
                continue;
            }
            desired++;
            scheduled += present ? 1 : 0;
            for (ObjectNode pod : place.pods) {
                if (Pods.active(pod)) {
                    ready += Pods.ready(pod) ? 1 : 0;
                    available += Pods.available(pod, minReady(set), now) ? 1 : 0;
                    updated += Metadata.label(pod, PodTemplates.REVISION_LABEL).equals(hash) ? 1 : 0;
                    break;
                }
            }
        }
        ObjectNode status = Tree.object(
                "desiredNumberScheduled",
                desired,
                "currentNumberScheduled",
                scheduled,
                "numberMisscheduled",
                misplaced,
                "numberReady",
                ready,
                "numberAvailable",
                Counters.orAbsent(available),
                "numberUnavailable",
                Counters.orAbsent(desired - available),
                "updatedNumberScheduled",
                Counters.orAbsent(updated),
                "observedGeneration",
                Metadata.generation(set));
        Counters.writeIfChanged(cluster, key, set, status);
    }
}
