package sh.karpenter.local.kubernetes.admission;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import tools.jackson.databind.node.ObjectNode;

/// Objects are created only in namespaces that exist and stay; some namespaces cannot be deleted. A new
/// namespace is held by the finalizer `kubernetes` until its content is gone.
public final class NamespaceLifecycle implements AdmissionPlugin {
    private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

    private final ObjectReader reader;

    public NamespaceLifecycle(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode namespace = request.created("namespaces");
        if (namespace != null) {
            ObjectNode spec = Json.child(namespace, "spec");
            if (Json.arrayAt(spec, "finalizers").isEmpty()) {
                spec.putArray("finalizers").add("kubernetes");
            }
            return;
        }
        if (request.operation() == AdmissionRequest.Operation.CREATE
                && request.target().definition().namespaced()) {
            requireNamespace(request, request.target().namespace());
        }
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (request.operation() == AdmissionRequest.Operation.DELETE
                && request.target().definition().qualifiedName().equals("namespaces")
                && IMMORTAL.contains(request.target().name())) {
            throw request.forbidden("this namespace may not be deleted");
        }
    }

    private void requireNamespace(AdmissionRequest request, String name) {
        @Nullable ObjectNode namespace = reader.get("namespaces", "", name);
        if (namespace == null) {
            throw ApiErrors.notFound("namespaces", name);
        }
        if (Metadata.isTerminating(namespace)) {
            String resource = request.target().definition().qualifiedName();
            String object = Metadata.name(request.object() == null ? namespace : request.object());
            String why = "unable to create new content in namespace " + name + " because it is being terminated";
            ObjectNode details = ApiErrors.details(resource, object);
            details.putArray("causes")
                    .addObject()
                    .put("reason", "NamespaceTerminating")
                    .put("message", "namespace " + name + " is being terminated")
                    .put("field", "metadata.namespace");
            throw ApiErrors.of(403, "Forbidden", resource + " \"" + object + "\" is forbidden: " + why, details);
        }
    }
}
