package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Amounts of resources: what a pod asks for, what a node offers, what is used.
///
/// @param milliCpu thousandths of a CPU
/// @param memory bytes
/// @param ephemeralStorage bytes
/// @param others every other resource by name, in units
record Amounts(long milliCpu, long memory, long ephemeralStorage, Map<String, Long> others) {
    static final Amounts NONE = new Amounts(0, 0, 0, Map.of());

    /// Sorts amounts by resource name into this form; `pods` is left out, as the number of pods is counted
    /// elsewhere.
    static Amounts of(Map<String, Long> byName) {
        Map<String, Long> others = new TreeMap<>(byName);
        others.keySet().removeAll(Set.of("cpu", "memory", "ephemeral-storage", "pods"));
        return new Amounts(
                byName.getOrDefault("cpu", 0L),
                byName.getOrDefault("memory", 0L),
                byName.getOrDefault("ephemeral-storage", 0L),
                others.isEmpty() ? Map.of() : Collections.unmodifiableMap(others));
    }

    Amounts plus(Amounts more) {
        return combined(more, 1);
    }

    Amounts minus(Amounts less) {
        return combined(less, -1);
    }

    long other(String name) {
        return others.getOrDefault(name, 0L);
    }

    private Amounts combined(Amounts amounts, int sign) {
        Map<String, Long> sum = others;
        if (!amounts.others.isEmpty()) {
            sum = new TreeMap<>(others);
            for (Map.Entry<String, Long> entry : amounts.others.entrySet()) {
                sum.merge(entry.getKey(), sign * entry.getValue(), Long::sum);
            }
        }
        return new Amounts(
                milliCpu + sign * amounts.milliCpu,
                memory + sign * amounts.memory,
                ephemeralStorage + sign * amounts.ephemeralStorage,
                sum);
    }
}
