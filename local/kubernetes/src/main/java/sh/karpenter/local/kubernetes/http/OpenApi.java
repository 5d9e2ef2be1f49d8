package sh.karpenter.local.kubernetes.http;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.request.PatchType;
import sh.karpenter.local.kubernetes.resource.Catalogue;
import sh.karpenter.local.kubernetes.resource.ResourceDefinition;
import sh.karpenter.local.kubernetes.resource.Trait;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The OpenAPI v3 documents. Clients look up the `PATCH` operation of a kind to learn that the server
/// validates fields; without it `apply` and `create -f` refuse to work.
final class OpenApi {
    /// The content type of [#old]; the form that its clients ask for cannot be parsed by them.
    static final String OLD_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private OpenApi() {}

    /// `GET /openapi/v2`: a document that describes nothing, in protobuf. `kubectl apply` reads it when no other
    /// document has the kind of a manifest; if it is not there, the kind is not what the message blames.
    static byte[] old() {
        return new byte[] {0x0a, 3, '2', '.', '0'};
    }

    /// `GET /openapi/v3`: one entry per group and version.
    static ObjectNode index(Catalogue.Served served) {
        ObjectNode document = Json.object();
        ObjectNode paths = document.putObject("paths");
        for (Map.Entry<String, List<String>> group : served.groups().entrySet()) {
            for (String version : group.getValue()) {
                String key = root(group.getKey(), version);
                paths.putObject(key).put("serverRelativeURL", "/openapi/v3/" + key + "?hash=" + hash(served, key));
            }
        }
        return document;
    }

    /// The hash in the index, which changes with every change of what is served.
    static String hash(Catalogue.Served served, String key) {
        return Integer.toHexString(key.hashCode()) + "-" + served.generation();
    }

    /// The document of one group and version, null when it is not served.
    static @Nullable ObjectNode document(Catalogue.Served served, String group, String version) {
        List<String> versions = served.groups().get(group);
        if (versions == null || !versions.contains(version)) {
            return null;
        }
        ObjectNode document = Json.object();
        document.put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", "unversioned");
        ObjectNode paths = document.putObject("paths");
        for (ResourceDefinition definition : served.resources(group, version)) {
            if (definition.verbs().contains("patch")) {
                String path = "/" + root(group, version) + (definition.namespaced() ? "/namespaces/{namespace}/" : "/")
                        + definition.names().plural() + "/{name}";
                paths.putObject(path).set("patch", patch(definition, version));
            }
        }
        OpenApiSchemas schemas =
                new OpenApiSchemas(document.putObject("components").putObject("schemas"));
        served.resources(group, version).forEach(definition -> schemas.add(definition, version));
        return document;
    }

    private static ObjectNode patch(ResourceDefinition definition, String version) {
        ObjectNode operation = Json.object();
        ArrayNode parameters = operation.putArray("parameters");
        for (String name : List.of("dryRun", "fieldManager", "fieldValidation", "force")) {
            ObjectNode parameter = parameters.addObject();
            parameter.put("name", name).put("in", "query");
            parameter.putObject("schema").put("type", name.equals("force") ? "boolean" : "string");
        }
        ObjectNode content = operation.putObject("requestBody").putObject("content");
        for (String type : PatchType.accepted(definition.is(Trait.CUSTOM))) {
            content.putObject(type).putObject("schema");
        }
        operation.putObject("responses").putObject("200").put("description", "OK");
        operation.put("x-kubernetes-action", "patch");
        operation
                .putObject("x-kubernetes-group-version-kind")
                .put("group", definition.group())
                .put("version", version)
                .put("kind", definition.names().kind());
        return operation;
    }

    private static String root(String group, String version) {
        return group.isEmpty() ? "api/" + version : "apis/" + group + "/" + version;
    }
}
