package sh.karpenter.local.kubernetes.pipeline;

import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.apply.AppliedTypes;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.resource.Trait;
import sh.karpenter.local.kubernetes.shape.Decoding;
import sh.karpenter.local.kubernetes.shape.MessageShape;
import sh.karpenter.local.kubernetes.shape.Shape;
import tools.jackson.databind.node.ObjectNode;

/// The body of a server-side apply: it must say of which kind it is, and have nothing that this kind has not.
final class Applied {
    private Applied() {}

    /// The body without what is not kept, after it has been held to its kind.
    ///
    /// @throws ApiException 400 for another kind, 500 for what does not fit
    static ObjectNode checked(Target target, ObjectNode applied, Shape shape) {
        String apiVersion = Json.string(applied, "apiVersion");
        String kind = Json.string(applied, "kind");
        String name = Metadata.namespace(applied) + "/" + Metadata.name(applied);
        String type = (apiVersion.contains("/") ? apiVersion : "/" + apiVersion) + ", Kind=" + kind;
        boolean ownKind = target.subresource() == null
                || target.subresource().kind().isEmpty()
                || target.subresource()
                        .kind()
                        .equals(target.definition().names().kind());
        if (ownKind && (!kind.equals(target.definition().names().kind()) || !apiVersion.equals(target.apiVersion()))) {
            throw ApiErrors.badRequest("invalid object type: " + type);
        }
        ObjectNode known = applied.deepCopy();
        target.definition().strategy().dropUnknownFields(known, target.version().name());
        @Nullable String problem = AppliedTypes.problem(applied, known, shape);
        if (problem != null) {
            throw refusal("failed to create typed patch object (" + name + "; " + type + "): " + problem);
        }
        if (!target.definition().is(Trait.CUSTOM) && shape instanceof MessageShape message) {
            problem = Decoding.problem(known, message);
        }
        if (problem != null) {
            throw refusal("failed to convert new object (" + name + "; " + type
                    + ") to proper version: unable to convert unstructured object to " + type + ": " + problem);
        }
        return known;
    }

    private static ApiException refusal(String message) {
        return ApiErrors.of(500, "", message, null);
    }
}
