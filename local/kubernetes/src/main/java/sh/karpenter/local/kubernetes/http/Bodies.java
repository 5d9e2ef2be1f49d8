package sh.karpenter.local.kubernetes.http;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.protobuf.ProtobufBody;
import sh.karpenter.local.kubernetes.request.PatchType;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.resource.Subresource;
import sh.karpenter.local.kubernetes.resource.Trait;
import sh.karpenter.local.kubernetes.shape.Decoding;
import sh.karpenter.local.kubernetes.shape.MessageShape;
import sh.karpenter.local.kubernetes.shape.Shape;
import sh.karpenter.local.kubernetes.shape.TypeTable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Decodes request bodies.
final class Bodies {
    private static final List<String> ACCEPTED =
            List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");

    private Bodies() {}

    /// The object in a create or update. Kind and version may be left out; they must agree with the path
    /// otherwise.
    static ObjectNode object(HttpCall call, Target target, Supplier<TypeTable> types) throws IOException {
        ObjectNode object = decode(call.contentType(), call.body(), types);
        if (object == null) {
            throw ApiErrors.badRequest("the object provided is unrecognized (must be of type "
                    + target.definition().names().kind()
                    + "): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)");
        }
        Subresource subresource = target.subresource();
        String apiVersion = target.apiVersion();
        String kind = target.definition().names().kind();
        if (subresource != null && !subresource.kind().isEmpty()) {
            kind = subresource.kind();
            apiVersion = subresource.group().isEmpty()
                    ? subresource.version()
                    : subresource.group() + "/" + subresource.version();
        }
        String sentVersion = Json.string(object, "apiVersion");
        String sentKind = Json.string(object, "kind");
        if (sentKind.isEmpty()) {
            object.put("kind", kind);
        } else if (!sentKind.equals(kind)) {
            throw ApiErrors.badRequest(
                    "the object provided is unrecognized (must be of type " + kind + "): got kind " + sentKind);
        }
        boolean oldEviction = kind.equals("Eviction") && sentVersion.equals("policy/v1beta1");
        if (!sentVersion.isEmpty() && !sentVersion.equals(apiVersion) && !oldEviction) {
            throw ApiErrors.badRequest("the API version in the data (" + sentVersion
                    + ") does not match the expected API version (" + apiVersion + ")");
        }
        object.put("apiVersion", apiVersion);
        Shape shape = target.definition().strategy().shape(target.version().name());
        boolean own = kind.equals(target.definition().names().kind());
        if (own && shape instanceof MessageShape known) {
            checkTypes(object, known, target);
        }
        return object;
    }

    /// Refuses values that the fields of a kind cannot hold. Of a custom resource only the metadata is looked at:
    /// the rest is for its schema.
    private static void checkTypes(ObjectNode object, MessageShape shape, Target target) {
        String problem;
        if (target.definition().is(Trait.CUSTOM)) {
            ObjectNode metadata = Json.objectAt(object, "metadata");
            MessageShape.Field field = shape.field("metadata");
            problem = metadata != null && field != null && field.shape() instanceof MessageShape known
                    ? Decoding.problem(metadata, known)
                    : null;
        } else {
            problem = Decoding.problem(object, shape);
        }
        if (problem != null) {
            String kind = target.definition().names().kind();
            throw ApiErrors.badRequest(kind + " in version \""
                    + target.version().name() + "\" cannot be handled as a " + kind + ": " + problem);
        }
    }

    /// The patch document; an apply patch may be YAML.
    static JsonNode patch(HttpCall call, PatchType type) throws IOException {
        byte[] body = call.body();
        return type == PatchType.APPLY ? yaml(body) : Json.parse(body);
    }

    /// The delete options in body or query; null when there are none.
    static @Nullable ObjectNode deleteOptions(HttpCall call, Supplier<TypeTable> types) throws IOException {
        ObjectNode options = decode(call.contentType(), call.body(), types);
        for (String name : List.of("propagationPolicy", "orphanDependents", "gracePeriodSeconds")) {
            String value = call.parameter(name);
            if (!value.isEmpty()) {
                options = options == null ? Json.object() : options;
                switch (name) {
                    case "propagationPolicy" -> options.put(name, value);
                    case "orphanDependents" -> options.put(name, call.flag(name));
                    default -> options.put(name, number(value));
                }
            }
        }
        return options;
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException refused) {
            throw ApiErrors.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        }
    }

    private static @Nullable ObjectNode decode(String contentType, byte[] body, Supplier<TypeTable> types) {
        if (body.length == 0) {
            return null;
        }
        JsonNode decoded = switch (contentType) {
            case "", "application/json" -> Json.parse(body);
            case "application/yaml", "application/x-yaml" -> yaml(body);
            case "application/vnd.kubernetes.protobuf" -> ProtobufBody.decode(body, types.get());
            default -> throw ApiErrors.unsupportedMediaType(ACCEPTED);
        };
        if (!(decoded instanceof ObjectNode object)) {
            throw ApiErrors.badRequest("the body of the request is not a JSON object");
        }
        return object;
    }

    private static JsonNode yaml(byte[] body) {
        return YAMLMapper.builder().build().readTree(body);
    }
}
