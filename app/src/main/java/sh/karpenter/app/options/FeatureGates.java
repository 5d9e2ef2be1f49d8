package sh.karpenter.app.options;

import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Behaviours that can be switched on or off by name.
///
/// Source: Karpenter documentation, "Settings / Feature Gates" (1.15).
///
/// @param enabled gate name to whether it is on; every known gate is present
public record FeatureGates(SequencedMap<String, Boolean> enabled) {
    public static final String RESERVED_CAPACITY = "ReservedCapacity";
    public static final String SPOT_TO_SPOT_CONSOLIDATION = "SpotToSpotConsolidation";
    public static final String NODE_REPAIR = "NodeRepair";
    public static final String NODE_OVERLAY = "NodeOverlay";
    public static final String STATIC_CAPACITY = "StaticCapacity";
    public static final String CAPACITY_BUFFER = "CapacityBuffer";
    public static final String TERMINATE_FIRST_DRIFT = "TerminateFirstDrift";
    public static final String TERMINATE_FIRST_REPAIR = "TerminateFirstRepair";
    public static final String POD_DELETION_COST_MANAGEMENT = "PodDeletionCostManagement";

    /// Known by name only.
    static final List<String> WITHOUT_EFFECT = List.of(
            NODE_REPAIR,
            NODE_OVERLAY,
            STATIC_CAPACITY,
            CAPACITY_BUFFER,
            TERMINATE_FIRST_DRIFT,
            TERMINATE_FIRST_REPAIR,
            POD_DELETION_COST_MANAGEMENT);

    public FeatureGates {
        enabled = Collections.unmodifiableSequencedMap(new TreeMap<>(enabled));
    }

    /// Reads `A=true,B=false`. Gates that are not listed keep their default, unknown ones are ignored.
    ///
    /// @return null when the text is malformed
    public static @Nullable FeatureGates parse(String text) {
        var gates = defaults();
        for (String pair : text.split(",", -1)) {
            if (pair.isBlank()) {
                continue;
            }
            String[] parts = pair.split("=", -1);
            Boolean value = parts.length == 2 ? truth(parts[1].strip()) : null;
            if (value == null) {
                return null;
            }
            gates.computeIfPresent(parts[0].strip(), (_, _) -> value);
        }
        return new FeatureGates(gates);
    }

    private static @Nullable Boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        };
    }

    private static TreeMap<String, Boolean> defaults() {
        var gates = new TreeMap<String, Boolean>();
        gates.put(RESERVED_CAPACITY, true);
        gates.put(SPOT_TO_SPOT_CONSOLIDATION, false);
        gates.put(NODE_REPAIR, false);
        gates.put(NODE_OVERLAY, false);
        gates.put(STATIC_CAPACITY, false);
        gates.put(CAPACITY_BUFFER, false);
        gates.put(TERMINATE_FIRST_DRIFT, false);
        gates.put(TERMINATE_FIRST_REPAIR, false);
        gates.put(POD_DELETION_COST_MANAGEMENT, false);
        return gates;
    }

    /// Whether a gate is on.
    public boolean on(String gate) {
        return enabled.getOrDefault(gate, false);
    }
}
