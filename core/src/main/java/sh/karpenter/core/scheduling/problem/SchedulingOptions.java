package sh.karpenter.core.scheduling.problem;

import java.util.List;
import sh.karpenter.core.model.workload.TopologySpread;

/// The settings of one solve.
///
/// @param preferences what to do with preferences of pods
/// @param minValues what to do when `minValues` cannot be met
/// @param reservations what to do when reserved capacity is short
/// @param reservedCapacity whether reservations are tracked (feature gate ReservedCapacity)
/// @param ignoreDynamicResources whether pods that ask for devices by claims are refused instead of placed
/// @param defaultSpread spread constraints for pods that have none of their own; their selectors are deduced
/// @param consolidation whether this is a what-if of consolidation: running pods are not moved to nodes that
/// are still within consolidateAfter
/// @param instanceTypeLimit how many instance types a proposed claim may list, the cheapest ones
/// @param checked whether compiled operations are compared with their readable twins during the solve (slow; for
///     tests)
public record SchedulingOptions(
        Preferences preferences,
        MinValues minValues,
        Reservations reservations,
        boolean reservedCapacity,
        boolean ignoreDynamicResources,
        List<TopologySpread> defaultSpread,
        boolean consolidation,
        int instanceTypeLimit,
        boolean checked) {

    /// What the controller uses unless told otherwise.
    public static SchedulingOptions defaults() {
        return new SchedulingOptions(
                Preferences.RESPECT, MinValues.STRICT, Reservations.STRICT, true, true, List.of(), false, 600, false);
    }

    /// The same settings, with compiled operations held against their readable twins.
    public SchedulingOptions withChecks() {
        return new SchedulingOptions(
                preferences,
                minValues,
                reservations,
                reservedCapacity,
                ignoreDynamicResources,
                defaultSpread,
                consolidation,
                instanceTypeLimit,
                true);
    }

    /// Whether preferences are tried first and given up one by one, or never looked at.
    public enum Preferences {
        RESPECT,
        IGNORE
    }

    /// Whether `minValues` must hold or may be lowered for a new claim.
    public enum MinValues {
        STRICT,
        BEST_EFFORT
    }

    /// Whether a pod waits for reserved capacity that others of the batch hold, or goes on without.
    public enum Reservations {
        STRICT,
        FALLBACK
    }
}
