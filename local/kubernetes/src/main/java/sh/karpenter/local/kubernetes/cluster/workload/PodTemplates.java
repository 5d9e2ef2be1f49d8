package sh.karpenter.local.kubernetes.cluster.workload;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes pods from templates, and tells templates apart.
final class PodTemplates {
    /// Names the template that a ReplicaSet of a Deployment stands for.
    static final String HASH_LABEL = "pod-template-hash";
    /// Names the template that a pod of a DaemonSet or StatefulSet was made from.
    static final String REVISION_LABEL = "controller-revision-hash";

    /// Without vowels and look-alikes, so that no hash spells a word.
    private static final String SAFE = "bcdfghjklmnpqrstvwxz2456789";

    private PodTemplates() {}

    /// A pod from a template, owned and controlled by `owner`; it still needs a name.
    static ObjectNode pod(JsonNode template, ResourceKind ownerKind, JsonNode owner) {
        ObjectNode metadata = Tree.object("namespace", Metadata.namespace(owner));
        copy(template, metadata, "labels");
        copy(template, metadata, "annotations");
        copy(template, metadata, "finalizers");
        metadata.set("ownerReferences", Tree.array(Metadata.controllerReference(ownerKind, owner)));
        JsonNode spec = Tree.at(template, "spec");
        return Tree.object("metadata", metadata, "spec", spec.isObject() ? spec.deepCopy() : Tree.object());
    }

    private static void copy(JsonNode template, ObjectNode metadata, String property) {
        if (Tree.has(template, "metadata", property)) {
            metadata.set(property, Tree.at(template, "metadata", property).deepCopy());
        }
    }

    /// Whether two templates are equal but for the hash label.
    static boolean same(JsonNode left, JsonNode right) {
        return withoutHash(left).equals(withoutHash(right));
    }

    private static JsonNode withoutHash(JsonNode template) {
        if (!Tree.has(template, "metadata", "labels", HASH_LABEL)) {
            return template;
        }
        ObjectNode copy = (ObjectNode) template.deepCopy();
        ((ObjectNode) Tree.at(copy, "metadata", "labels")).remove(HASH_LABEL);
        return copy;
    }

    /// A short name for a template: the same for equal templates, whatever the order of their properties.
    ///
    /// @param collisions counted up when the name turned out to be taken by another template
    static String hash(JsonNode template, long collisions) {
        long hash = 0xcbf29ce484222325L;
        for (byte each : (canonical(template) + collisions).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
        }
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            name.append(SAFE.charAt((int) Long.remainderUnsigned(hash, SAFE.length())));
            hash = Long.divideUnsigned(hash, SAFE.length());
        }
        return name.toString();
    }

    private static String canonical(JsonNode node) {
        if (!node.isObject()) {
            StringBuilder text = new StringBuilder();
            if (node.isArray()) {
                node.values().forEach(item -> text.append(canonical(item)).append(','));
                return "[" + text + "]";
            }
            return node.toString();
        }
        Map<String, String> sorted = new TreeMap<>();
        node.properties().forEach(property -> sorted.put(property.getKey(), canonical(property.getValue())));
        return sorted.toString();
    }
}
