package sh.karpenter.local.kubernetes.pipeline;

import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.GoText;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.patch.MergePatch;
import sh.karpenter.local.kubernetes.patch.StrategicMergePatch;
import sh.karpenter.local.kubernetes.request.PatchType;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.resource.Trait;
import sh.karpenter.local.kubernetes.shape.Decoding;
import sh.karpenter.local.kubernetes.shape.MessageShape;
import sh.karpenter.local.kubernetes.shape.Restoring;
import sh.karpenter.local.kubernetes.shape.Shape;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns a patch that needs nothing but the current object into a function of it.
final class Patching {
    private static final int MOST_OPERATIONS = 10_000;

    private Patching() {}

    static UnaryOperator<ObjectNode> of(Target target, PatchType type, JsonNode patch) {
        UnaryOperator<ObjectNode> change = change(target, type, patch);
        return current -> {
            String uid = Metadata.uid(current);
            return checked(target, type == PatchType.STRATEGIC ? patch : null, uid, change.apply(current));
        };
    }

    /// The patched object, if it still is one of the target's kind.
    ///
    /// @param strategic the patch when it is a strategic one: it is blamed, in words of its own
    private static ObjectNode checked(Target target, @Nullable JsonNode strategic, String uid, ObjectNode patched) {
        String kind = Json.string(patched, "kind");
        Shape shape = target.definition().strategy().shape(target.version().name());
        String problem = null;
        if (target.subresource() == null
                && !kind.equals(target.definition().names().kind())) {
            problem = "no kind \"" + kind + "\" is patched here";
        } else if (target.subresource() == null
                && !target.definition().is(Trait.CUSTOM)
                && shape instanceof MessageShape known) {
            problem = strategic == null ? Decoding.problem(patched, known) : Restoring.problem(patched, known);
        }
        if (problem != null) {
            String shown = strategic == null ? Json.text(patched) : GoText.of(strategic);
            throw ApiErrors.invalid("", "", List.of(FieldError.invalid("patch", shown, problem)));
        }
        String wanted = Metadata.uid(patched);
        if (!wanted.isEmpty() && !wanted.equals(uid)) {
            throw ApiErrors.invalid(
                    target.definition().names().qualifiedKind(),
                    target.name(),
                    List.of(FieldError.invalid("metadata.uid", wanted, "field is immutable")));
        }
        return patched;
    }

    private static UnaryOperator<ObjectNode> change(Target target, PatchType type, JsonNode patch) {
        return switch (type) {
            case JSON -> current -> jsonPatched(current, patch);
            case MERGE ->
                current -> {
                    MergePatch.apply(current, object(patch));
                    return current;
                };
            case STRATEGIC -> {
                @Nullable
                Shape shape =
                        target.definition().strategy().shape(target.version().name());
                yield current -> {
                    StrategicMergePatch.apply(current, object(patch), shape);
                    return current;
                };
            }
            case APPLY -> throw new IllegalArgumentException("an apply patch depends on managed fields too");
        };
    }

    /// The patch as an object.
    static ObjectNode object(JsonNode patch) {
        if (patch instanceof ObjectNode object) {
            return object;
        }
        throw ApiErrors.badRequest(
                "json: cannot unmarshal " + Decoding.word(patch) + " into Go value of type map[string]interface {}");
    }

    private static ObjectNode jsonPatched(ObjectNode current, JsonNode patch) {
        if (!(patch instanceof ArrayNode operations)) {
            throw ApiErrors.badRequest("error decoding patch: json: cannot unmarshal " + Decoding.word(patch)
                    + " into Go value of type []handlers.jsonPatchOp");
        }
        if (operations.size() > MOST_OPERATIONS) {
            throw ApiErrors.tooLarge("The allowed maximum operations in a JSON patch is " + MOST_OPERATIONS + ", got "
                    + operations.size());
        }
        try {
            JsonNode patched = current;
            for (JsonNode operation : operations) {
                boolean removal = Json.string(operation, "op").equals("remove");
                if (removal && patched.at(Json.string(operation, "path")).isMissingNode()) {
                    throw refused();
                }
                patched = JsonPatch.apply(Json.array().add(replacing(operation, patched)), patched);
            }
            if (patched instanceof ObjectNode object) {
                return object;
            }
            throw ApiErrors.badRequest("the patched object is not a JSON object");
        } catch (JsonPatchException | IllegalArgumentException e) {
            throw refused();
        }
    }

    /// A replaced member of an object need not be there.
    private static JsonNode replacing(JsonNode operation, JsonNode document) {
        String path = Json.string(operation, "path");
        int last = path.lastIndexOf('/');
        boolean member = Json.string(operation, "op").equals("replace")
                && last >= 0
                && document.at(path.substring(0, last)) instanceof ObjectNode;
        return member ? ((ObjectNode) operation.deepCopy()).put("op", "add") : operation;
    }

    private static RuntimeException refused() {
        return ApiErrors.of(
                422, "Invalid", "the server rejected our request due to an error in our request", Json.object());
    }
}
