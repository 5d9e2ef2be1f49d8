package sh.karpenter.local.kubernetes.pipeline;

import java.util.function.Function;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.resource.ResourceDefinition;
import sh.karpenter.local.kubernetes.resource.Trait;
import sh.karpenter.local.kubernetes.selector.FieldSelector;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What field selectors can see of an object.
final class FieldLabels {
    private FieldLabels() {}

    /// Refuses labels that the resource does not support, as a real server does: accepting more would hide
    /// mistakes.
    static void check(Target target, FieldSelector selector) {
        for (FieldSelector.Term term : selector.terms()) {
            String field = term.field();
            boolean common = field.equals("metadata.name")
                    || (field.equals("metadata.namespace")
                            && target.definition().namespaced());
            if (!common && !target.version().selectableFields().contains(field)) {
                boolean own = target.definition().is(Trait.CUSTOM)
                        || !target.version().selectableFields().isEmpty();
                throw ApiErrors.badRequest(
                        own
                                ? "field label not supported: " + field
                                : "\"" + field + "\" is not a known field selector: only \"metadata.name\","
                                        + " \"metadata.namespace\"");
            }
        }
    }

    /// Reads a field label of a stored object, the empty string when it is absent.
    static Function<String, String> reader(ResourceDefinition definition, ObjectNode object) {
        return field -> read(definition, object, field);
    }

    /// Reads a field label of a stored object, the empty string when it is absent.
    static String read(ResourceDefinition definition, ObjectNode object, String field) {
        return switch (field) {
            case "metadata.name" -> Metadata.name(object);
            case "metadata.namespace" -> Metadata.namespace(object);
            case "source" -> source(object);
            case "reportingComponent" -> source(object);
            case "status.podIP" -> Json.string(object, "status", "podIP");
            case "status.podIPs" ->
                Json.string(Json.arrayAt(object, "status", "podIPs").get(0), "ip");
            case "status.successful" -> numberOrZero(object, "status", "succeeded");
            case "status.replicas" -> numberOrZero(object, "status", "replicas");
            case "spec.unschedulable" -> Boolean.toString(Json.isTrue(object, "spec", "unschedulable"));
            case "spec.hostNetwork" -> Boolean.toString(Json.isTrue(object, "spec", "hostNetwork"));
            default -> {
                JsonNode value = Json.at(object, field.split("\\."));
                yield value == null ? "" : value.asString("");
            }
        };
    }

    private static String source(ObjectNode event) {
        String component = Json.string(event, "source", "component");
        return component.isEmpty() ? Json.string(event, "reportingComponent") : component;
    }

    private static String numberOrZero(ObjectNode object, String... path) {
        Long number = Json.number(object, path);
        return number == null ? "0" : number.toString();
    }
}
