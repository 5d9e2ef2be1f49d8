package sh.karpenter.core.disruption.candidate;

import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.workload.Pod;

/// What it costs to evict a pod: 1, more or less by what its owner says and by its priority.
///
/// Source: Karpenter documentation, "Disruption / Consolidation", disruption cost.
public final class EvictionCost {
    private static final double COST_UNIT = Math.pow(2, 27);
    private static final double PRIORITY_UNIT = Math.pow(2, 25);
    private static final double LIMIT = 10.0;

    private EvictionCost() {}

    /// `1 + cost/2²⁷ + priority/2²⁵`, within −10 and 10.
    public static double of(Pod pod, DisruptionOptions options) {
        double cost = 1.0 + cost(pod, options) / COST_UNIT + pod.priority() / PRIORITY_UNIT;
        return Math.clamp(cost, -LIMIT, LIMIT);
    }

    /// The cost that an annotation gives; 0 when there is none or it is not a whole number of 32 bits.
    private static int cost(Pod pod, DisruptionOptions options) {
        String text = pod.annotations().get(LabelKeys.DISRUPTION_COST);
        if (text == null && !options.podDeletionCostManaged()) {
            text = pod.annotations().get(LabelKeys.POD_DELETION_COST);
        }
        if (text == null) {
            return 0;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notAWholeNumber) {
            return 0;
        }
    }
}
