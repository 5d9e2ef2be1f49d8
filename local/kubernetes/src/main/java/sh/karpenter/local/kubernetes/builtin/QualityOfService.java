package sh.karpenter.local.kubernetes.builtin;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Quantity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The quality-of-service class of a pod: `Guaranteed` when every container has equal, non-zero requests and
/// limits of cpu and memory, `BestEffort` when none has any, else `Burstable`.
final class QualityOfService {
    private static final List<String> RESOURCES = List.of("cpu", "memory");

    private QualityOfService() {}

    static String of(ObjectNode spec) {
        boolean any = false;
        boolean guaranteed = true;
        for (String field : List.of("containers", "initContainers")) {
            for (JsonNode container : Json.arrayAt(spec, field)) {
                for (String resource : RESOURCES) {
                    BigDecimal request = amount(container, "requests", resource);
                    BigDecimal limit = amount(container, "limits", resource);
                    any |= request != null || limit != null;
                    guaranteed &= limit != null && request != null && request.compareTo(limit) == 0;
                }
            }
        }
        return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
    }

    private static @Nullable BigDecimal amount(JsonNode container, String kind, String resource) {
        JsonNode value = Json.at(container, "resources", kind, resource);
        BigDecimal amount = value == null ? null : Quantity.parse(value.asString(""));
        return amount == null || amount.signum() == 0 ? null : amount;
    }
}
