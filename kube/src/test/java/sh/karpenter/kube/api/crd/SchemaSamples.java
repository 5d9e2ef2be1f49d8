package sh.karpenter.kube.api.crd;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes up objects that have the shape of a schema: required fields always, others by the throw of a seeded
/// die. Rules across fields are not heeded.
public final class SchemaSamples {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final Map<Definition, ObjectNode> DOCUMENTS = documents();

    private final Random random;

    public SchemaSamples(long seed) {
        this.random = new Random(seed);
    }

    /// An object of that version of the definition, with a name.
    public ObjectNode object(Definition definition, String version) {
        JsonNode document = Objects.requireNonNull(DOCUMENTS.get(definition));
        for (JsonNode candidate : document.at("/spec/versions")) {
            if (candidate.at("/name").stringValue().equals(version)) {
                ObjectNode object = object(candidate.at("/schema/openAPIV3Schema"));
                object.put("apiVersion", document.at("/spec/group").stringValue() + "/" + version);
                object.put("kind", document.at("/spec/names/kind").stringValue());
                ObjectNode metadata = object.putObject("metadata").put("name", "sample");
                if (random.nextBoolean()) {
                    metadata.putObject("annotations").put("mine", "kept");
                    metadata.putObject("labels").put("karpenter.sh/nodepool", "pool");
                }
                return object;
            }
        }
        throw new IllegalArgumentException(definition + " has no version " + version);
    }

    private static Map<Definition, ObjectNode> documents() {
        Map<Definition, ObjectNode> documents = new EnumMap<>(Definition.class);
        for (Definition definition : Definition.values()) {
            documents.put(definition, CustomResourceDefinitions.load(definition, new VersionConversion.None()));
        }
        return Collections.unmodifiableMap(documents);
    }

    private JsonNode value(JsonNode schema) {
        if (schema.has("x-kubernetes-int-or-string")) {
            return JSON.stringNode(random.nextInt(100) + "Gi");
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        return switch (schema.path("type").asString("object")) {
            case "string" -> JSON.stringNode(text(schema));
            case "integer" -> JSON.numberNode(schema.path("minimum").asInt(0) + random.nextInt(3));
            case "boolean" -> JSON.booleanNode(random.nextBoolean());
            case "array" -> list(schema);
            default -> object(schema);
        };
    }

    private String text(JsonNode schema) {
        if (schema.path("format").asString("").equals("date-time")) {
            return "2026-01-02T03:04:05Z";
        }
        String pattern = schema.path("pattern").asString("");
        if (pattern.contains("Never") && random.nextInt(4) == 0) {
            return "Never";
        }
        return pattern.contains("s|m|h") || pattern.contains("h|m")
                ? random.nextInt(3) + "h0m0s"
                : random.nextBoolean() ? "text-" + random.nextInt(3) : String.valueOf(random.nextInt(3));
    }

    private ArrayNode list(JsonNode schema) {
        ArrayNode list = JSON.arrayNode();
        int size = random.nextInt(3);
        for (int i = 0; i < size; i++) {
            list.add(value(schema.required("items")));
        }
        return list;
    }

    private ObjectNode object(JsonNode schema) {
        ObjectNode object = JSON.objectNode();
        if (schema.has("additionalProperties")) {
            for (int i = random.nextInt(3); i > 0; i--) {
                object.set("key-" + i, value(schema.required("additionalProperties")));
            }
        }
        if (schema.path("maxProperties").asInt(1) == 0) {
            return object;
        }
        String required = schema.path("required").toString();
        schema.path("properties").properties().forEach(field -> {
            if (required.contains("\"" + field.getKey() + "\"") || random.nextInt(10) < 6) {
                object.set(field.getKey(), value(field.getValue()));
            }
        });
        return object;
    }
}
