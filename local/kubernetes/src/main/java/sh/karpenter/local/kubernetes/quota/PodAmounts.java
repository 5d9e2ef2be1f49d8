package sh.karpenter.local.kubernetes.quota;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Quantity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The requests or limits of a whole pod, in exact amounts: containers and sidecars together, or the largest
/// moment of its start if that is more, and the overhead of its runtime class.
final class PodAmounts {
    private PodAmounts() {}

    /// @param kind `requests` or `limits`
    static Map<String, BigDecimal> of(@Nullable ObjectNode spec, String kind) {
        Map<String, BigDecimal> together = new TreeMap<>();
        for (JsonNode container : Json.arrayAt(spec, "containers")) {
            add(together, amounts(Json.objectAt(container, "resources", kind)));
        }
        Map<String, BigDecimal> sidecars = new TreeMap<>();
        Map<String, BigDecimal> starting = new TreeMap<>();
        for (JsonNode container : Json.arrayAt(spec, "initContainers")) {
            Map<String, BigDecimal> own = amounts(Json.objectAt(container, "resources", kind));
            Map<String, BigDecimal> momentary = new TreeMap<>(sidecars);
            add(momentary, own);
            if (Json.string(container, "restartPolicy").equals("Always")) {
                add(sidecars, own);
                add(together, own);
            }
            momentary.forEach((name, amount) -> starting.merge(name, amount, BigDecimal::max));
        }
        starting.forEach((name, amount) -> together.merge(name, amount, BigDecimal::max));
        together.putAll(amounts(Json.objectAt(spec, "resources", kind)));
        if (!together.isEmpty() || kind.equals("requests")) {
            add(together, amounts(Json.objectAt(spec, "overhead")));
        }
        return together;
    }

    private static Map<String, BigDecimal> amounts(@Nullable ObjectNode quantities) {
        Map<String, BigDecimal> amounts = new TreeMap<>();
        if (quantities != null) {
            for (var entry : quantities.properties()) {
                BigDecimal amount = Quantity.parse(entry.getValue().asString(""));
                if (amount != null) {
                    amounts.put(entry.getKey(), amount);
                }
            }
        }
        return amounts;
    }

    private static void add(Map<String, BigDecimal> sum, Map<String, BigDecimal> more) {
        more.forEach((name, amount) -> sum.merge(name, amount, BigDecimal::add));
    }
}
