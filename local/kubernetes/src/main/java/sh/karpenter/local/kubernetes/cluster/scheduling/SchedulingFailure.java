package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Why a pod could not be placed.
///
/// @param nodes the number of nodes there are
/// @param impossible why no node was even asked, null when nodes were asked
/// @param refusals what each node said, by name
record SchedulingFailure(int nodes, @Nullable String impossible, Map<String, Refusal> refusals) {
    static final String NOT_HELPFUL = "Preemption is not helpful for scheduling";
    static final String NO_VICTIMS = "No preemption victims found for incoming pod";

    /// The text of the event and of the pod's condition, as the scheduler words it.
    ///
    /// @param preemption the outcome of preemption, empty when it was not tried
    String message(String preemption) {
        if (nodes == 0) {
            return "no nodes available to schedule pods";
        }
        String text =
                "0/" + nodes + " nodes are available: " + (impossible == null ? counted(reasons()) : impossible) + ".";
        return preemption.isEmpty() ? text : text + " preemption: " + preemption;
    }

    /// The text about preemption that found nobody to remove.
    String withoutVictims() {
        int helpless = impossible != null
                ? nodes
                : (int) refusals.values().stream().filter(Refusal::unresolvable).count();
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            reasons.add(i < helpless ? NOT_HELPFUL : NO_VICTIMS);
        }
        return "0/" + nodes + " nodes are available: " + counted(reasons) + ".";
    }

    private List<String> reasons() {
        return refusals.values().stream()
                .flatMap(refusal -> refusal.reasons().stream())
                .toList();
    }

    private static String counted(List<String> reasons) {
        Map<String, Integer> counts = new TreeMap<>();
        reasons.forEach(reason -> counts.merge(reason, 1, Integer::sum));
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
