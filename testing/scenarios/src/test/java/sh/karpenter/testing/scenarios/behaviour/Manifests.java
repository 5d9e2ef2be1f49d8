package sh.karpenter.testing.scenarios.behaviour;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Puts plain API objects, as a cluster's dump has them, into a case file.
final class Manifests {
    private static final String POOL_LABEL = "karpenter.sh/nodepool";

    private final JsonMapper json = JsonMapper.builder().build();

    /// Adds an object, or each of a List.
    void add(JsonNode manifest, ObjectNode written) {
        String kind = manifest.path("kind").asString("");
        switch (kind) {
            case "List" -> manifest.path("items").forEach(item -> add(item, written));
            case "Pod" -> {
                boolean bound = manifest.path("spec").has("nodeName");
                written.withArrayProperty(bound ? "boundPods" : "pods").add(manifest);
            }
            case "Node" -> written.withArrayProperty("nodes").add(node(manifest));
            case "StorageClass" -> written.withArrayProperty("storageClasses").add(manifest);
            case "NodePool",
                    "DaemonSet",
                    "Namespace",
                    "PersistentVolume",
                    "PersistentVolumeClaim",
                    "PodDisruptionBudget",
                    "Service",
                    "ReplicaSet",
                    "StatefulSet" ->
                written.withArrayProperty(Character.toLowerCase(kind.charAt(0)) + kind.substring(1) + "s")
                        .add(manifest);
            default -> throw new IllegalArgumentException("manifests: kind " + kind + " is not read from dumps");
        }
    }

    private ObjectNode node(JsonNode manifest) {
        JsonNode metadata = manifest.path("metadata");
        ObjectNode node =
                json.createObjectNode().put("name", metadata.path("name").asString(""));
        for (String field : List.of("labels", "annotations")) {
            if (metadata.has(field)) {
                node.set(field, metadata.path(field));
            }
        }
        if (manifest.path("spec").has("taints")) {
            node.set("taints", manifest.path("spec").path("taints"));
        }
        node.set("capacity", manifest.path("status").path("capacity"));
        node.set("allocatable", manifest.path("status").path("allocatable"));
        boolean managed = metadata.path("labels").has(POOL_LABEL);
        return node.put("managed", managed)
                .put("initialized", metadata.path("labels").has("karpenter.sh/initialized") || !managed);
    }
}
