package sh.karpenter.local.kubernetes.pipeline;

import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.patch.MergePatch;
import sh.karpenter.local.kubernetes.patch.StrategicMergePatch;
import sh.karpenter.local.kubernetes.request.PatchType;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.shape.Shape;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns a patch that needs nothing but the current object into a function of it.
final class Patching {
    private static final int MOST_OPERATIONS = 10_000;

    private Patching() {}

    static UnaryOperator<ObjectNode> of(Target target, PatchType type, JsonNode patch) {
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
        throw ApiErrors.badRequest("the patch is not a JSON object");
    }

    private static ObjectNode jsonPatched(ObjectNode current, JsonNode patch) {
        if (!(patch instanceof ArrayNode operations)) {
            throw ApiErrors.badRequest("the patch is not a JSON array of operations");
        }
        if (operations.size() > MOST_OPERATIONS) {
            throw ApiErrors.tooLarge("The allowed maximum operations in a JSON patch is " + MOST_OPERATIONS + ", got "
                    + operations.size());
        }
        try {
            if (JsonPatch.apply(operations, current) instanceof ObjectNode patched) {
                return patched;
            }
            throw ApiErrors.badRequest("the patched object is not a JSON object");
        } catch (JsonPatchException e) {
            throw ApiErrors.of(422, "Invalid", "the server rejected our request due to an error in our request", null);
        }
    }
}
