package sh.karpenter.core.model.workload;

import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelSelector;

/// How many pods of a group may be evicted now. Source: Kubernetes API, `policy/v1 PodDisruptionBudget`.
///
/// @param namespace its namespace
/// @param name its name
/// @param selector which pods; null selects none, empty all of the namespace
/// @param minAvailable as written (`2`, `50%`), null when not given
/// @param maxUnavailable as written, null when not given
/// @param disruptionsAllowed from its status: evictions allowed now
/// @param alwaysAllowUnhealthy whether pods that are not ready may be evicted whatever the budget says
public record PodDisruptionBudget(
        String namespace,
        String name,
        @Nullable LabelSelector selector,
        @Nullable String minAvailable,
        @Nullable String maxUnavailable,
        int disruptionsAllowed,
        boolean alwaysAllowUnhealthy) {

    /// Whether the budget, as it is written, allows no eviction whatever happens.
    public boolean neverAllows() {
        return "0".equals(maxUnavailable) || "0%".equals(maxUnavailable) || "100%".equals(minAvailable);
    }
}
