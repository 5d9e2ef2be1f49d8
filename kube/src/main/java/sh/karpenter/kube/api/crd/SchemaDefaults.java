package sh.karpenter.kube.api.crd;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Fills in the defaults of our schemas where there is no API server to do so: for manifests that are read from
/// a file.
///
/// Works as the API server does: a default is put where a field is absent, and then looked into, because a
/// default such as `disruption: {consolidateAfter: 0s}` has fields that have defaults themselves.
public final class SchemaDefaults {
    private SchemaDefaults() {}

    /// The object with the defaults of its version. An object of a kind that is not ours comes back as it is.
    /// The argument is not changed.
    public static ObjectNode of(ObjectNode object) {
        ObjectNode result = object.deepCopy();
        JsonNode schema = schema(
                object.path("apiVersion").asString(""), object.path("kind").asString(""));
        if (schema != null) {
            fill(result, schema);
        }
        return result;
    }

    private static @Nullable JsonNode schema(String apiVersion, String kind) {
        for (ObjectNode document : CustomResourceDefinitions.all(new VersionConversion.None())) {
            if (!document.at("/spec/names/kind").stringValue().equals(kind)) {
                continue;
            }
            String group = document.at("/spec/group").stringValue();
            for (JsonNode version : document.at("/spec/versions")) {
                if (apiVersion.equals(group + "/" + version.required("name").stringValue())) {
                    return version.at("/schema/openAPIV3Schema");
                }
            }
        }
        return null;
    }

    private static void fill(JsonNode value, JsonNode schema) {
        if (value instanceof ObjectNode object) {
            schema.path("properties").properties().forEach(field -> {
                JsonNode fallback = field.getValue().get("default");
                if (fallback != null && !object.has(field.getKey())) {
                    object.set(field.getKey(), fallback.deepCopy());
                }
                JsonNode child = object.get(field.getKey());
                if (child != null) {
                    fill(child, field.getValue());
                }
            });
            JsonNode rest = schema.get("additionalProperties");
            if (rest != null) {
                object.values().forEach(child -> fill(child, rest));
            }
        } else if (value.isArray() && schema.has("items")) {
            value.values().forEach(item -> fill(item, schema.get("items")));
        }
    }
}
