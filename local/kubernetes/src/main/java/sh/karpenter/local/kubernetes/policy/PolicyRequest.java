package sh.karpenter.local.kubernetes.policy;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.admission.AdmissionRequest;
import sh.karpenter.local.kubernetes.cel.CelValues;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.request.Caller;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.resource.ServedVersion;
import tools.jackson.databind.node.ObjectNode;

/// A request as expressions see it: `object`, `oldObject`, `request` and `namespaceObject`.
final class PolicyRequest {
    private PolicyRequest() {}

    /// The names and their values; `params` is for the caller to add.
    ///
    /// @param version the version in which the objects are shown
    /// @param namespace the namespace of the request, null when it has none
    static Map<String, Object> names(AdmissionRequest request, ServedVersion version, @Nullable ObjectNode namespace) {
        Map<String, Object> names = new HashMap<>();
        names.put("object", CelValues.of(shown(request, version, request.object())));
        names.put("oldObject", CelValues.of(shown(request, version, request.oldObject())));
        names.put("request", CelValues.of(describe(request, version)));
        names.put("namespaceObject", CelValues.of(namespace));
        return names;
    }

    private static @Nullable ObjectNode shown(
            AdmissionRequest request, ServedVersion version, @Nullable ObjectNode stored) {
        return stored == null ? null : request.target().definition().strategy().fromStorage(stored, version.name());
    }

    private static ObjectNode describe(AdmissionRequest request, ServedVersion version) {
        Target target = request.target();
        String part = target.subresource() == null ? "" : target.subresource().name();
        ObjectNode described = Json.object();
        described.set("kind", kind(target, version));
        described.set("resource", resource(target, version));
        described.put("subResource", part);
        described.set("requestKind", kind(target, target.version()));
        described.set("requestResource", resource(target, target.version()));
        described.put("requestSubResource", part);
        described.put("name", target.name());
        described.put("namespace", target.namespace());
        described.put("operation", request.operation().name());
        described.set("userInfo", user(request.options().caller()));
        described.put("dryRun", request.options().dryRun());
        return described;
    }

    private static ObjectNode kind(Target target, ServedVersion version) {
        return Json.object()
                .put("group", target.definition().group())
                .put("version", version.name())
                .put("kind", target.definition().names().kind());
    }

    private static ObjectNode resource(Target target, ServedVersion version) {
        return Json.object()
                .put("group", target.definition().group())
                .put("version", version.name())
                .put("resource", target.definition().names().plural());
    }

    private static ObjectNode user(Caller caller) {
        ObjectNode user = Json.object().put("username", caller.user()).put("uid", caller.uid());
        caller.groups().forEach(user.putArray("groups")::add);
        ObjectNode extra = user.putObject("extra");
        caller.extra().forEach((name, values) -> values.forEach(extra.putArray(name)::add));
        return user;
    }
}
