package sh.karpenter.local.kubernetes.pipeline;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Canonical;
import sh.karpenter.local.kubernetes.object.Conditions;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.object.Timestamps;
import sh.karpenter.local.kubernetes.request.DeleteOptions;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.request.WriteOptions;
import sh.karpenter.local.kubernetes.selector.LabelSelector;
import sh.karpenter.local.kubernetes.store.ObjectStore;
import sh.karpenter.local.kubernetes.store.StoreKey;
import tools.jackson.databind.node.ObjectNode;

/// Evicts a pod if the disruption budgets allow it.
///
/// 1. Pods that are pending, finished or already terminating go without asking a budget.
/// 2. More than one budget is an error, none means go.
/// 3. A pod that is not ready goes without cost if its budget says so, or if the budget is satisfied without
/// it.
/// 4. Otherwise one disruption is taken from the budget's status, or the answer is 429. That answer carries no
///    `Retry-After`: client libraries would then repeat the request by themselves.
final class PodEviction {
    private static final String BUDGETS = "poddisruptionbudgets.policy";
    private static final int ATTEMPTS = 20;
    private static final int SECONDS_UNTIL_OBSERVED = 10;

    private final ObjectStore store;
    private final Writer writer;
    private final Deletion deletion;
    private final InstantSource clock;

    PodEviction(ObjectStore store, Writer writer, Deletion deletion, InstantSource clock) {
        this.store = store;
        this.writer = writer;
        this.deletion = deletion;
        this.clock = clock;
    }

    /// @param target the pod itself
    /// @param eviction an `Eviction`
    ObjectNode evict(Target target, ObjectNode eviction, WriteOptions asked) {
        String named = Metadata.name(eviction);
        if (!named.isEmpty() && !named.equals(target.name())) {
            throw ApiErrors.badRequest("name in URL does not match name in Eviction object");
        }
        ObjectNode pod = store.get(target.definition().storedAs(), target.key());
        if (pod == null) {
            throw target.notFound();
        }
        DeleteOptions wish = DeleteOptions.of(Json.objectAt(eviction, "deleteOptions"));
        WriteOptions options = wish.dryRun() ? asked.dry() : asked;
        if (wish.uid() != null && !wish.uid().equals(Metadata.uid(pod))) {
            throw MetadataRules.uidConflict(target, wish.uid(), Metadata.uid(pod));
        }
        if (!goesWithoutBudget(pod)) {
            askBudget(target, pod, options);
        }
        if (!options.dryRun()) {
            markAsDisrupted(target, options);
        }
        deletion.delete(target, wish, options);
        return Statuses.created();
    }

    private static boolean goesWithoutBudget(ObjectNode pod) {
        return Metadata.isTerminating(pod)
                || switch (Json.string(pod, "status", "phase")) {
                    case "Pending", "Succeeded", "Failed" -> true;
                    default -> false;
                };
    }

    private void askBudget(Target target, ObjectNode pod, WriteOptions options) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            ObjectNode budget = budgetOf(pod);
            if (budget == null || isFreeOfCost(pod, budget)) {
                return;
            }
            ObjectNode next = charge(target, budget);
            if (options.dryRun()
                    || store.put(BUDGETS, new StoreKey(target.namespace(), Metadata.name(budget)), budget, next)) {
                return;
            }
        }
        throw ApiErrors.modified(BUDGETS, target.name());
    }

    private @Nullable ObjectNode budgetOf(ObjectNode pod) {
        List<ObjectNode> matching = new ArrayList<>();
        for (ObjectNode budget : store.list(BUDGETS, Metadata.namespace(pod)).objects()) {
            LabelSelector selector = LabelSelector.of(Json.at(budget, "spec", "selector"));
            if (selector != null && selector.matches(Metadata.labels(pod))) {
                matching.add(budget);
            }
        }
        if (matching.size() > 1) {
            throw ApiErrors.failure(
                    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        }
        return matching.isEmpty() ? null : matching.getFirst();
    }

    private static boolean isFreeOfCost(ObjectNode pod, ObjectNode budget) {
        ObjectNode ready = Conditions.find(pod.get("status"), "Ready");
        if (Json.string(ready, "status").equals("True")) {
            return false;
        }
        if (Json.string(budget, "spec", "unhealthyPodEvictionPolicy").equals("AlwaysAllow")) {
            return true;
        }
        long current = number(budget, "currentHealthy");
        long desired = number(budget, "desiredHealthy");
        return desired > 0 && current >= desired;
    }

    private ObjectNode charge(Target target, ObjectNode budget) {
        String name = Metadata.name(budget);
        if (number(budget, "observedGeneration") < Metadata.generation(budget)) {
            throw refusal(
                    "The disruption budget " + name + " is still being processed by the server.",
                    SECONDS_UNTIL_OBSERVED);
        }
        long allowed = number(budget, "disruptionsAllowed");
        if (allowed <= 0) {
            throw refusal(
                    "The disruption budget " + name + " needs " + number(budget, "desiredHealthy")
                            + " healthy pods and has " + number(budget, "currentHealthy") + " currently",
                    0);
        }
        ObjectNode next = budget.deepCopy();
        ObjectNode status = Json.child(next, "status");
        status.put("disruptionsAllowed", allowed - 1);
        Json.child(status, "disruptedPods").put(target.name(), Timestamps.seconds(clock.instant()));
        Canonical.numbers(next);
        return next;
    }

    private static RuntimeException refusal(String cause, int retryAfterSeconds) {
        return ApiErrors.tooManyRequests(
                "Cannot evict pod as it would violate the pod's disruption budget.",
                Json.object().put("reason", "DisruptionBudget").put("message", cause),
                retryAfterSeconds);
    }

    private void markAsDisrupted(Target target, WriteOptions options) {
        writer.modifyInternally(target, options, current -> {
            if (!Metadata.isTerminating(current)) {
                ObjectNode condition = Json.object()
                        .put("type", "DisruptionTarget")
                        .put("status", "True")
                        .put("reason", "EvictionByEvictionAPI")
                        .put("message", "Eviction API: evicting");
                Conditions.set(Json.child(current, "status"), condition, clock.instant());
            }
            return current;
        });
    }

    private static long number(ObjectNode budget, String field) {
        Long value = Json.number(budget, "status", field);
        return value == null ? 0 : value;
    }
}
