package sh.karpenter.local.kubernetes.admission;

import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.request.WriteOptions;
import tools.jackson.databind.node.ObjectNode;

/// A write as admission sees it.
///
/// @param operation what is to happen
/// @param target the object or subresource
/// @param object the object in its storage version, to be changed in place while mutating; null for a deletion
/// @param oldObject the committed object; null for a creation
/// @param options who asks and how
public record AdmissionRequest(
        Operation operation,
        Target target,
        @Nullable ObjectNode object,
        @Nullable ObjectNode oldObject,
        WriteOptions options) {

    /// What is to happen.
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE,
        CONNECT
    }

    /// The object if an object of this resource, not a subresource of it, is to be created; else null.
    public @Nullable ObjectNode created(String resource) {
        return operation == Operation.CREATE ? main(resource) : null;
    }

    /// The object if an object of this resource, not a subresource of it, is to be created or updated; else
    /// null.
    public @Nullable ObjectNode main(String resource) {
        return target.subresource() == null
                        && target.definition().qualifiedName().equals(resource)
                ? object
                : null;
    }

    /// A refusal of this write.
    public ApiException forbidden(String why) {
        return ApiErrors.forbidden(target.definition().qualifiedName(), target.name(), why);
    }
}
