package sh.karpenter.local.kubernetes.admission;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Quantity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Fills requests and limits of containers from the LimitRanges of the namespace, and holds containers to
/// their bounds.
public final class LimitRanges implements AdmissionPlugin {
    private final ObjectReader reader;

    public LimitRanges(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode pod = request.created("pods");
        if (pod == null) {
            return;
        }
        for (ObjectNode range : reader.list("limitranges", request.target().namespace())) {
            for (JsonNode limit : Json.arrayAt(range, "spec", "limits")) {
                if (Json.string(limit, "type").equals("Container")) {
                    containers(pod, limit, (resources, rule) -> fill(resources, rule));
                }
            }
        }
    }

    @Override
    public void validate(AdmissionRequest request) {
        ObjectNode pod = request.created("pods");
        if (pod == null) {
            return;
        }
        for (ObjectNode range : reader.list("limitranges", request.target().namespace())) {
            for (JsonNode limit : Json.arrayAt(range, "spec", "limits")) {
                if (Json.string(limit, "type").equals("Container")) {
                    containers(pod, limit, (resources, rule) -> check(request, resources, rule));
                }
            }
        }
    }

    private interface Rule {
        void apply(ObjectNode resources, JsonNode limit);
    }

    private static void containers(ObjectNode pod, JsonNode limit, Rule rule) {
        for (String field : List.of("containers", "initContainers")) {
            for (JsonNode container : Json.arrayAt(pod, "spec", field)) {
                if (container instanceof ObjectNode object) {
                    rule.apply(Json.child(object, "resources"), limit);
                }
            }
        }
    }

    private static void fill(ObjectNode resources, JsonNode limit) {
        copy(Json.objectAt(limit, "default"), resources, "limits");
        copy(Json.objectAt(limit, "defaultRequest"), resources, "requests");
    }

    private static void copy(@Nullable ObjectNode defaults, ObjectNode resources, String field) {
        if (defaults == null) {
            return;
        }
        ObjectNode amounts = Json.child(resources, field);
        for (var amount : defaults.properties()) {
            if (amounts.get(amount.getKey()) == null) {
                amounts.set(amount.getKey(), amount.getValue());
            }
        }
    }

    private static void check(AdmissionRequest request, ObjectNode resources, JsonNode limit) {
        ObjectNode most = Json.objectAt(limit, "max");
        if (most != null) {
            for (var bound : most.properties()) {
                compare(request, resources, bound.getKey(), bound.getValue(), "limits", 1);
            }
        }
        ObjectNode least = Json.objectAt(limit, "min");
        if (least != null) {
            for (var bound : least.properties()) {
                compare(request, resources, bound.getKey(), bound.getValue(), "requests", -1);
            }
        }
    }

    private static void compare(
            AdmissionRequest request, ObjectNode resources, String name, JsonNode bound, String field, int sign) {
        JsonNode own = Json.at(resources, field, name);
        BigDecimal allowed = Quantity.parse(bound.asString(""));
        BigDecimal amount = own == null ? null : Quantity.parse(own.asString(""));
        String what = (sign > 0 ? "maximum " : "minimum ") + name + " usage per Container is " + bound.asString("");
        if (allowed == null) {
            return;
        }
        if (amount == null) {
            throw request.forbidden(what + ".  No " + field.substring(0, field.length() - 1) + " is specified");
        }
        if (Integer.signum(amount.compareTo(allowed)) == sign) {
            throw request.forbidden(what + ", but " + field.substring(0, field.length() - 1) + " is "
                    + (own == null ? "" : own.asString("")));
        }
    }
}
