package sh.karpenter.kube.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.aws.EC2NodeClass;
import sh.karpenter.kube.api.buffer.CapacityBuffer;
import sh.karpenter.kube.api.kwok.KWOKNodeClass;
import sh.karpenter.kube.api.overlay.NodeOverlay;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Fills in every field of every schema, reads it into the records and writes it again: a field that a record
/// lacks, or has under another name or type, is missing from what comes back.
class SchemaAndRecordsAgreeTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String DURATION = "1h30m0s";

    private final KubernetesSerialization serialization = new KubernetesSerialization();
    private final JsonMapper mapper = JsonMapper.builder().build();

    @ParameterizedTest
    @EnumSource(Definition.class)
    void everyFieldOfTheSchemaSurvivesTheRecords(Definition definition) {
        ObjectNode document = CustomResourceDefinitions.load(definition, new VersionConversion.None());
        JsonNode version = document.at("/spec/versions/0");
        ObjectNode full = (ObjectNode) sample(version.at("/schema/openAPIV3Schema"));
        full.put(
                "apiVersion",
                document.at("/spec/group").stringValue() + "/"
                        + version.at("/name").stringValue());
        full.put("kind", document.at("/spec/names/kind").stringValue());
        full.putObject("metadata").put("name", "full");

        HasMetadata object = serialization.unmarshal(full.toString(), type(definition));
        JsonNode back = mapper.readTree(serialization.asJson(object));

        List<String> differences = new ArrayList<>();
        compare("", full, back, differences);
        assertThat(differences).isEmpty();
    }

    private static Class<? extends HasMetadata> type(Definition definition) {
        return switch (definition) {
            case NODE_POOL -> NodePool.class;
            case NODE_CLAIM -> NodeClaim.class;
            case NODE_OVERLAY -> NodeOverlay.class;
            case CAPACITY_BUFFER -> CapacityBuffer.class;
            case EC2_NODE_CLASS -> EC2NodeClass.class;
            case KWOK_NODE_CLASS -> KWOKNodeClass.class;
        };
    }

    private static JsonNode sample(JsonNode schema) {
        if (schema.has("x-kubernetes-int-or-string")) {
            return JSON.stringNode("7");
        }
        if (schema.has("enum")) {
            return schema.at("/enum/0");
        }
        return switch (schema.path("type").asString("object")) {
            case "string" -> JSON.stringNode(text(schema));
            case "integer" -> JSON.numberNode(schema.path("minimum").asInt(0) + 1);
            case "boolean" -> JSON.booleanNode(true);
            case "array" -> JSON.arrayNode().add(sample(schema.required("items")));
            default -> object(schema);
        };
    }

    private static String text(JsonNode schema) {
        if (schema.path("format").asString("").equals("date-time")) {
            return "2026-01-02T03:04:05Z";
        }
        String pattern = schema.path("pattern").asString("");
        return pattern.contains("s|m|h") || pattern.contains("h|m") ? DURATION : "text";
    }

    private static ObjectNode object(JsonNode schema) {
        ObjectNode object = JSON.objectNode();
        if (schema.has("x-kubernetes-preserve-unknown-fields")) {
            object.put("maxPods", 10).putObject("evictionHard").put("memory.available", "5%");
            object.putArray("clusterDNS").add("10.0.0.10");
        }
        if (schema.has("additionalProperties")) {
            object.set("some-key", sample(schema.required("additionalProperties")));
        }
        schema.path("properties").properties().forEach(field -> object.set(field.getKey(), sample(field.getValue())));
        return object;
    }

    private static void compare(String path, JsonNode expected, @Nullable JsonNode actual, List<String> differences) {
        if (actual == null) {
            differences.add(path + " is lost");
        } else if (expected instanceof ObjectNode object && actual.isObject()) {
            object.properties()
                    .forEach(field -> compare(
                            path + "/" + field.getKey(), field.getValue(), actual.get(field.getKey()), differences));
        } else if (expected instanceof ArrayNode array && actual.isArray() && actual.size() == array.size()) {
            for (int i = 0; i < array.size(); i++) {
                compare(path + "/" + i, array.get(i), actual.get(i), differences);
            }
        } else if (!expected.equals(actual)) {
            differences.add(path + ": " + expected + " became " + actual);
        }
    }
}
