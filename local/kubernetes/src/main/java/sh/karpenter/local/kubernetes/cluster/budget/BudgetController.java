package sh.karpenter.local.kubernetes.cluster.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Conditions;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.LabelSelector;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.OwnerReference;
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import sh.karpenter.local.kubernetes.cluster.runtime.Controller;
import sh.karpenter.local.kubernetes.cluster.runtime.Requeue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Keeps the status of PodDisruptionBudgets. Between two looks the API server counts evictions down itself and
/// notes the pod in `disruptedPods`; such a pod does not count as healthy until it is seen to go, for at most
/// two minutes.
public final class BudgetController implements Controller {
    private static final Duration DISRUPTION_SEEN_WITHIN = Duration.ofMinutes(2);
    private static final String COMPONENT = "controllermanager";

    private final ClusterContext cluster;

    public BudgetController(ClusterContext cluster) {
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return "disruption-budget";
    }

    @Override
    public boolean gathersChanges() {
        return true;
    }

    @Override
    public void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        if (kind.equals(Kinds.BUDGETS)) {
            enqueue.accept(Metadata.key(kind, change.object()));
        } else if (kind.equals(Kinds.PODS)) {
            for (ObjectNode budget : cluster.cache().list(Kinds.BUDGETS, Metadata.namespace(change.object()))) {
                LabelSelector selector = selector(budget);
                boolean before = change.previous() != null && selector.matches(Metadata.labels(change.previous()));
                if (before || selector.matches(Metadata.labels(change.object()))) {
                    enqueue.accept(Metadata.key(Kinds.BUDGETS, budget));
                }
            }
        } else if (scaleChanged(change)) {
            for (ObjectNode budget : cluster.cache().list(Kinds.BUDGETS, Metadata.namespace(change.object()))) {
                enqueue.accept(Metadata.key(Kinds.BUDGETS, budget));
            }
        }
    }

    private static boolean scaleChanged(Change change) {
        return change.previous() != null
                && Tree.has(change.object(), "spec", "replicas")
                && !Tree.at(change.object(), "spec", "replicas").equals(Tree.at(change.previous(), "spec", "replicas"));
    }

    private static LabelSelector selector(JsonNode budget) {
        return LabelSelector.of(Tree.at(budget, "spec", "selector"));
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        ObjectNode budget = cluster.cache().get(key);
        if (budget == null) {
            return Requeue.none();
        }
        LabelSelector selector = selector(budget);
        List<ObjectNode> pods = cluster.cache().list(Kinds.PODS, key.namespace()).stream()
                .filter(pod -> selector.matches(Metadata.labels(pod)))
                .toList();
        if (pods.isEmpty()) {
            cluster.events().normal(Kinds.BUDGETS, budget, COMPONENT, "NoPods", "No matching pods found");
        }
        OptionalInt expected = expected(budget, pods);
        if (expected.isEmpty()) {
            return failSync(key, budget);
        }
        Map<String, String> disrupted = stillDisrupted(budget, pods);
        int healthy = (int) pods.stream()
                .filter(pod -> Pods.ready(pod) && !Metadata.terminating(pod))
                .filter(pod -> !disrupted.containsKey(Metadata.name(pod)))
                .count();
        int desired = BudgetArithmetic.desiredHealthy(
                Tree.text(budget, "spec", "minAvailable"),
                Tree.text(budget, "spec", "maxUnavailable"),
                expected.getAsInt());
        write(key, budget, new BudgetArithmetic(expected.getAsInt(), desired, healthy), disrupted);
        return disrupted.isEmpty() ? Requeue.none() : Requeue.after(DISRUPTION_SEEN_WITHIN);
    }

    private OptionalInt expected(ObjectNode budget, List<ObjectNode> pods) {
        if (!BudgetArithmetic.needsScale(
                Tree.text(budget, "spec", "minAvailable"), Tree.text(budget, "spec", "maxUnavailable"))) {
            return OptionalInt.of(pods.size());
        }
        Map<String, Integer> scales = new LinkedHashMap<>();
        for (ObjectNode pod : pods) {
            ObjectNode controller = topController(pod);
            if (Metadata.controller(pod) == null) {
                String message = "Pod " + Metadata.name(pod) + " has no controller; the budget does not count it";
                cluster.events().warning(Kinds.BUDGETS, budget, COMPONENT, "UnmanagedPods", message);
            } else if (controller == null || !Tree.has(controller, "spec", "replicas")) {
                return OptionalInt.empty();
            } else {
                scales.put(Metadata.uid(controller), (int) Tree.number(controller, 0, "spec", "replicas"));
            }
        }
        return OptionalInt.of(
                scales.values().stream().mapToInt(Integer::intValue).sum());
    }

    /// The object that says how many pods there should be: for a ReplicaSet of a Deployment, the Deployment.
    private @Nullable ObjectNode topController(ObjectNode pod) {
        ObjectNode owner = controllerOf(pod);
        if (owner == null) {
            return null;
        }
        ObjectKey key = cluster.cache().byUid(Metadata.uid(owner));
        if (key != null && key.resource().equals(Kinds.REPLICA_SETS)) {
            ObjectNode above = controllerOf(owner);
            return above == null ? owner : above;
        }
        return owner;
    }

    private @Nullable ObjectNode controllerOf(ObjectNode object) {
        OwnerReference reference = Metadata.controller(object);
        ObjectKey key = reference == null ? null : cluster.cache().byUid(reference.uid());
        return key == null ? null : cluster.cache().get(key);
    }

    /// Evictions that were granted and cannot be seen in the pods yet.
    private Map<String, String> stillDisrupted(ObjectNode budget, List<ObjectNode> pods) {
        Map<String, String> disrupted = new LinkedHashMap<>();
        Instant now = cluster.now();
        for (ObjectNode pod : pods) {
            String since = Tree.text(budget, "status", "disruptedPods", Metadata.name(pod));
            if (since.isEmpty() || Metadata.terminating(pod)) {
                continue;
            }
            Instant granted = Metadata.instant(budget, now, "status", "disruptedPods", Metadata.name(pod));
            if (granted.plus(DISRUPTION_SEEN_WITHIN).isAfter(now)) {
                disrupted.put(Metadata.name(pod), since);
            } else {
                String message = "Pod was expected by PDB " + Metadata.namespace(budget) + "/" + Metadata.name(budget)
                        + " to be deleted but it wasn't";
                cluster.events().warning(Kinds.PODS, pod, COMPONENT, "NotDeleted", message);
            }
        }
        return disrupted;
    }

    private void write(ObjectKey key, ObjectNode budget, BudgetArithmetic numbers, Map<String, String> disrupted) {
        Instant now = cluster.now();
        boolean allowed = numbers.disruptionsAllowed() > 0;
        ArrayNode conditions = Conditions.with(
                budget,
                "DisruptionAllowed",
                allowed ? "True" : "False",
                allowed ? "SufficientPods" : "InsufficientPods",
                "",
                now);
        observed(conditions, budget);
        ObjectNode status = Tree.object(
                "expectedPods", numbers.expected(),
                "desiredHealthy", numbers.desiredHealthy(),
                "currentHealthy", numbers.currentHealthy(),
                "disruptionsAllowed", numbers.disruptionsAllowed(),
                "observedGeneration", Metadata.generation(budget),
                "conditions", conditions);
        patchIfChanged(key, budget, status, disrupted);
    }

    /// Conditions of budgets carry an empty message and the generation they are about.
    private static void observed(ArrayNode conditions, ObjectNode budget) {
        for (JsonNode condition : conditions.values()) {
            if (condition instanceof ObjectNode object
                    && Tree.text(object, "type").equals("DisruptionAllowed")) {
                object.put("observedGeneration", Metadata.generation(budget));
                if (!object.has("message")) {
                    object.put("message", "");
                }
            }
        }
    }

    private Requeue failSync(ObjectKey key, ObjectNode budget) {
        ArrayNode conditions = Conditions.with(
                budget,
                "DisruptionAllowed",
                "False",
                "SyncFailed",
                "the controller of a matching pod has no scale",
                cluster.now());
        observed(conditions, budget);
        ObjectNode status = Tree.object(
                "disruptionsAllowed", 0, "observedGeneration", Metadata.generation(budget), "conditions", conditions);
        patchIfChanged(key, budget, status, Tree.strings(budget, "status", "disruptedPods"));
        return Requeue.after(Duration.ofSeconds(10));
    }

    private static boolean same(JsonNode wanted, JsonNode known) {
        boolean numbers = wanted.isNumber() && known.isNumber();
        return numbers ? wanted.asLong() == known.asLong() : wanted.equals(known);
    }

    private void patchIfChanged(ObjectKey key, ObjectNode budget, ObjectNode status, Map<String, String> disrupted) {
        JsonNode present = Tree.at(budget, "status");
        boolean same = Tree.strings(budget, "status", "disruptedPods").equals(disrupted);
        for (Map.Entry<String, JsonNode> property : status.properties()) {
            JsonNode known = present.path(property.getKey());
            JsonNode wanted = property.getValue();
            same &= same(wanted, known);
        }
        if (same) {
            return;
        }
        ObjectNode entries = Tree.object();
        Tree.strings(budget, "status", "disruptedPods").keySet().forEach(entries::putNull);
        disrupted.forEach(entries::put);
        status.set("disruptedPods", entries);
        ObjectNode patch = Tree.object(
                "metadata", Tree.object("resourceVersion", Metadata.resourceVersion(budget)), "status", status);
        cluster.client().patchNewest(key, "status", newest -> {
            if (!Metadata.resourceVersion(newest).equals(Metadata.resourceVersion(budget))) {
                // An eviction was counted meanwhile; the change it made brings this key back.
                return null;
            }
            return patch;
        });
    }
}
