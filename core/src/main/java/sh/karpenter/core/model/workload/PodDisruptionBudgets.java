package sh.karpenter.core.model.workload;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/// All pod disruption budgets of a cluster, asked for one pod at a time.
///
/// A pod that more than one budget matches is blocked by all of them, because the eviction API refuses such pods.
public final class PodDisruptionBudgets {
    private final TreeMap<String, List<PodDisruptionBudget>> byNamespace = new TreeMap<>();

    public PodDisruptionBudgets(Collection<PodDisruptionBudget> budgets) {
        for (PodDisruptionBudget budget : budgets) {
            byNamespace
                    .computeIfAbsent(budget.namespace(), _ -> new ArrayList<>())
                    .add(budget);
        }
    }

    /// The budgets because of which the pod cannot be evicted now; empty when it can. Pods that would not be
    /// evicted are never blocked.
    public List<PodDisruptionBudget> blockingNow(Pod pod, Instant now) {
        return blocking(pod, now, budget -> budget.disruptionsAllowed() == 0);
    }

    /// The budgets because of which the pod can never be evicted; empty when it can one day.
    public List<PodDisruptionBudget> blockingAlways(Pod pod, Instant now) {
        return blocking(pod, now, PodDisruptionBudget::neverAllows);
    }

    /// Whether the pod would have to run elsewhere if its node went away, and may go.
    public boolean currentlyReschedulable(Pod pod, Instant now) {
        return pod.reschedulable()
                && PodDisruption.disruptable(pod, now)
                && blockingAlways(pod, now).isEmpty();
    }

    private List<PodDisruptionBudget> blocking(Pod pod, Instant now, Predicate<PodDisruptionBudget> forbids) {
        List<PodDisruptionBudget> candidates = byNamespace.getOrDefault(pod.namespace(), List.of());
        if (candidates.isEmpty() || !PodDisruption.evictable(pod, now)) {
            return List.of();
        }
        var matching = new ArrayList<PodDisruptionBudget>();
        for (PodDisruptionBudget budget : candidates) {
            if (budget.selector() != null
                    && budget.selector().matches(pod.shape().labels())) {
                matching.add(budget);
            }
        }
        if (matching.size() > 1) {
            return matching;
        }
        matching.removeIf(budget ->
                (budget.alwaysAllowUnhealthy() && Boolean.FALSE.equals(pod.ready())) || !forbids.test(budget));
        return matching;
    }
}
