package sh.karpenter.local.kubernetes.error;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.node.ObjectNode;

/// Makes the refusals that clients know, each with the reason, message form and details they look at.
public final class ApiErrors {
    private ApiErrors() {}

    /// 400: the request cannot be understood.
    public static ApiException badRequest(String message) {
        return of(400, "BadRequest", message, null);
    }

    /// 401: a token is needed.
    public static ApiException unauthorized() {
        return of(401, "Unauthorized", "Unauthorized", null);
    }

    /// 403: `pods "web" is forbidden: why`.
    ///
    /// @param resource qualified resource name, for example `deployments.apps`
    public static ApiException forbidden(String resource, String name, String why) {
        String what = name.isEmpty() ? resource : resource + " \"" + name + "\"";
        return of(403, "Forbidden", what + " is forbidden: " + why, details(resource, name));
    }

    /// 404: `pods "web" not found`.
    ///
    /// @param resource qualified resource name, for example `deployments.apps`
    public static ApiException notFound(String resource, String name) {
        return of(404, "NotFound", resource + " \"" + name + "\" not found", details(resource, name));
    }

    /// 404 for a path that names nothing served.
    public static ApiException unknownPath() {
        return of(404, "NotFound", "the server could not find the requested resource", Json.object());
    }

    /// 405: the resource exists, the verb does not.
    public static ApiException methodNotAllowed() {
        return of(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource",
                Json.object());
    }

    /// 405 with a reason of our own, for what the local cluster leaves out.
    public static ApiException notSupported(String what) {
        return of(405, "MethodNotAllowed", what + " is not supported by the local cluster", Json.object());
    }

    /// 406: none of the accepted types is served.
    ///
    /// @param almost whether one of the types is, but not with its parameters
    public static ApiException notAcceptable(boolean almost) {
        return almost
                ? of(
                        406,
                        "NotAcceptable",
                        "only the following media types are accepted: application/json, application/yaml,"
                                + " application/vnd.kubernetes.protobuf",
                        null)
                : of(
                        406,
                        "NotAcceptable",
                        "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml,"
                                + " application/vnd.kubernetes.protobuf, application/json;stream=watch,"
                                + " application/vnd.kubernetes.protobuf;stream=watch",
                        Json.object());
    }

    /// 409: an object of that name is there.
    ///
    /// @param resource qualified resource name
    public static ApiException alreadyExists(String resource, String name) {
        return of(409, "AlreadyExists", resource + " \"" + name + "\" already exists", details(resource, name));
    }

    /// 409: `Operation cannot be fulfilled on pods "web": why`.
    ///
    /// @param resource qualified resource name
    public static ApiException conflict(String resource, String name, String why) {
        return of(
                409,
                "Conflict",
                "Operation cannot be fulfilled on " + resource + " \"" + name + "\": " + why,
                details(resource, name));
    }

    /// 409: the resource version sent is not the current one.
    ///
    /// @param resource qualified resource name
    public static ApiException modified(String resource, String name) {
        return conflict(
                resource,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    /// 410: a resource version that the history no longer reaches.
    public static ApiException expired(String message) {
        return of(410, "Expired", message, null);
    }

    /// 413: the body or patch is too large.
    public static ApiException tooLarge(String message) {
        return of(413, "RequestEntityTooLarge", message, null);
    }

    /// 415: no decoder for the body's type.
    public static ApiException unsupportedMediaType(List<String> accepted) {
        return of(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: "
                        + String.join(", ", accepted),
                null);
    }

    /// 415: a content type that names no sort of patch.
    public static ApiException unknownPatchType() {
        return of(415, "UnsupportedMediaType", "415: Unsupported Media Type", Json.object());
    }

    /// 422: field errors.
    ///
    /// @param kind qualified kind, for example `NodePool.karpenter.sh`
    public static ApiException invalid(String kind, String name, List<FieldError> errors) {
        String list = errors.stream().map(FieldError::toString).collect(Collectors.joining(", "));
        String text = errors.size() == 1 ? list : "[" + list + "]";
        ObjectNode details = details(kind, name);
        var causes = details.putArray("causes");
        for (FieldError error : errors) {
            causes.addObject()
                    .put("reason", error.type().reason())
                    .put("message", error.message())
                    .put("field", error.field().isEmpty() ? "<nil>" : error.field());
        }
        return of(422, "Invalid", kind + " \"" + name + "\" is invalid: " + text, details);
    }

    /// 422 without an object, for example for query parameters.
    public static ApiException invalidOptions(String kind, List<FieldError> errors) {
        return invalid(kind, "", errors);
    }

    /// 429: try again later.
    ///
    /// @param cause reason and message of the one cause, null for none
    /// @param retryAfterSeconds 0 for no hint: a client library that sees one retries by itself
    public static ApiException tooManyRequests(String message, @Nullable ObjectNode cause, int retryAfterSeconds) {
        ObjectNode details = Json.object();
        if (cause != null) {
            details.putArray("causes").add(cause);
        }
        if (retryAfterSeconds > 0) {
            details.put("retryAfterSeconds", retryAfterSeconds);
        }
        return of(429, "TooManyRequests", message, details);
    }

    /// 500: our fault.
    public static ApiException internal(String message) {
        return of(500, "InternalError", "Internal error occurred: " + message, null);
    }

    /// 500 in other words than `Internal error occurred`.
    public static ApiException failure(String message) {
        return of(500, "InternalError", message, null);
    }

    /// 504: the resource version asked for has not been reached.
    public static ApiException resourceVersionTooLarge(long asked, long current) {
        String message = "Too large resource version: " + asked + ", current: " + current;
        ObjectNode details = Json.object();
        details.putArray("causes")
                .addObject()
                .put("reason", "ResourceVersionTooLarge")
                .put("message", "Too large resource version");
        details.put("retryAfterSeconds", 1);
        return of(504, "Timeout", "Timeout: " + message, details);
    }

    /// Any refusal.
    ///
    /// @param details the `details` of the status, null for none
    public static ApiException of(int code, String reason, String message, @Nullable ObjectNode details) {
        ObjectNode status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Failure").put("message", message);
        if (!reason.isEmpty()) {
            status.put("reason", reason);
        }
        if (details != null) {
            status.set("details", details);
        }
        status.put("code", code);
        return new ApiException(code, reason, message, status);
    }

    /// Name, group and kind as the `details` of a status carry them.
    ///
    /// @param qualified resource or kind with its group, for example `deployments.apps`
    public static ObjectNode details(String qualified, String name) {
        ObjectNode details = Json.object();
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        int dot = qualified.indexOf('.');
        if (dot >= 0) {
            details.put("group", qualified.substring(dot + 1));
        }
        String kind = dot < 0 ? qualified : qualified.substring(0, dot);
        if (!kind.isEmpty()) {
            details.put("kind", kind);
        }
        return details;
    }
}
