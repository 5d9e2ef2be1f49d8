package sh.karpenter.local.kubernetes.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.JsonText;
import sh.karpenter.local.kubernetes.protobuf.ProtobufBody;
import sh.karpenter.local.kubernetes.request.PatchType;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.request.WriteOptions.FieldValidation;
import sh.karpenter.local.kubernetes.resource.Catalogue;
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
    private static final int LONGEST_EXCERPT = 30;

    private Bodies() {}

    /// The object in a create or update. Kind and version may be left out; they must agree with the path
    /// otherwise.
    ///
    /// @param validation what becomes of a member that is there twice
    static ObjectNode object(
            HttpCall call,
            Target target,
            FieldValidation validation,
            Supplier<TypeTable> types,
            Catalogue.Served served)
            throws IOException {
        byte[] body = call.body();
        String wanted = target.definition().names().kind();
        String fault = isJson(call) ? JsonText.problem(body) : body.length == 0 ? "unexpected end of JSON input" : null;
        if (fault != null) {
            throw unrecognized(wanted, "couldn't get version/kind; json parse error: " + fault, body);
        }
        ObjectNode object = Objects.requireNonNull(decode(call.contentType(), body, types));
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
        boolean custom = target.definition().is(Trait.CUSTOM);
        if (sentKind.isEmpty() && custom && target.subresource() == null) {
            String text = new String(body, StandardCharsets.UTF_8);
            throw unrecognized(wanted, "Object 'Kind' is missing in '" + text + "'", body);
        }
        if (sentKind.isEmpty()) {
            object.put("kind", kind);
        } else if (!sentKind.equals(kind) || !(sentVersion.isEmpty() || sentVersion.equals(apiVersion))) {
            new SentType(sentVersion.isEmpty() ? apiVersion : sentVersion, sentKind)
                    .refuse(target, kind, object, served);
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
        if (isJson(call) && validation != FieldValidation.IGNORE) {
            checkDuplicates(call, target, JsonText.duplicates(body), validation);
        }
        return object;
    }

    private static boolean isJson(HttpCall call) {
        return call.contentType().isEmpty() || call.contentType().equals("application/json");
    }

    /// Of a member that is there twice the last one counts, which is hardly what was meant.
    private static void checkDuplicates(
            HttpCall call, Target target, List<String> duplicates, FieldValidation validation) {
        List<String> words = duplicates.stream()
                .map(path -> "duplicate field \"" + path + "\"")
                .toList();
        if (!words.isEmpty() && validation == FieldValidation.STRICT) {
            throw cannotBeHandled(target, "strict decoding error: " + String.join(", ", words));
        }
        words.forEach(call::warn);
    }

    private static ApiException cannotBeHandled(Target target, String why) {
        String kind = target.definition().names().kind();
        return ApiErrors.badRequest(
                kind + " in version \"" + target.version().name() + "\" cannot be handled as a " + kind + ": " + why);
    }

    /// A body that does not even say what it is.
    private static ApiException unrecognized(String kind, String why, byte[] body) {
        boolean object = body.length > 0 && body[0] == '{';
        int shown = Math.min(body.length, LONGEST_EXCERPT);
        String excerpt = object
                ? new String(body, 0, shown, StandardCharsets.UTF_8)
                : HexFormat.of().formatHex(body, 0, shown);
        return ApiErrors.badRequest("the object provided is unrecognized (must be of type " + kind + "): " + why + " ("
                + (body.length == 0 ? "<empty>" : excerpt + (shown < body.length ? " ..." : "")) + ")");
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
            throw cannotBeHandled(target, problem);
        }
    }

    /// The patch document; an apply patch may be YAML.
    static JsonNode patch(HttpCall call, PatchType type) throws IOException {
        byte[] body = call.body();
        if (type == PatchType.APPLY) {
            JsonNode applied = yaml(body);
            if (applied instanceof ObjectNode object) {
                return object;
            }
            throw ApiErrors.badRequest("error decoding YAML: error unmarshaling JSON: while decoding JSON: "
                    + "json: cannot unmarshal " + Decoding.word(applied)
                    + " into Go value of type map[string]interface {}");
        }
        String fault = JsonText.problem(body);
        if (fault != null) {
            throw ApiErrors.badRequest(type == PatchType.STRATEGIC ? fault : "error decoding patch: " + fault);
        }
        JsonNode patch = Json.parse(body);
        if (type == PatchType.MERGE && !(patch instanceof ObjectNode)) {
            throw ApiErrors.badRequest("error decoding patch: json: cannot unmarshal " + Decoding.word(patch)
                    + " into Go value of type map[string]interface {}");
        }
        return patch;
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
