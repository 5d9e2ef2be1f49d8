package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.List;

/// Why a node may not take a pod.
///
/// @param reasons as people see them in events
/// @param unresolvable whether removing pods from the node could not help
record Refusal(List<String> reasons, boolean unresolvable) {

    static Refusal resolvable(String reason) {
        return new Refusal(List.of(reason), false);
    }

    static Refusal unresolvable(String reason) {
        return new Refusal(List.of(reason), true);
    }
}
