package sh.karpenter.kube.api.conversion;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reading and merging JSON trees whose shape nobody guarantees.
final class Trees {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Trees() {}

    /// The member if it is an object, else null.
    static @Nullable ObjectNode object(@Nullable JsonNode parent, String name) {
        return parent != null && parent.get(name) instanceof ObjectNode object ? object : null;
    }

    /// The member if it is a list, else null.
    static @Nullable ArrayNode array(@Nullable JsonNode parent, String name) {
        return parent != null && parent.get(name) instanceof ArrayNode array ? array : null;
    }

    /// The member if it is text, else null.
    static @Nullable String text(@Nullable JsonNode parent, String name) {
        JsonNode value = parent == null ? null : parent.get(name);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    /// The member as an object, made if it is not there.
    static ObjectNode need(ObjectNode parent, String name) {
        ObjectNode present = object(parent, name);
        return present == null ? parent.putObject(name) : present;
    }

    static @Nullable String annotation(ObjectNode object, String key) {
        return text(object(object(object, "metadata"), "annotations"), key);
    }

    static void annotate(ObjectNode object, String key, String value) {
        need(need(object, "metadata"), "annotations").put(key, value);
    }

    /// Removes an annotation, and the whole map with the last one.
    static void removeAnnotation(ObjectNode object, String key) {
        ObjectNode metadata = object(object, "metadata");
        ObjectNode annotations = object(metadata, "annotations");
        if (metadata != null && annotations != null && annotations.remove(key) != null && annotations.isEmpty()) {
            metadata.remove("annotations");
        }
    }

    /// The object in an annotation, or null when there is none or it is not an object. Users can edit
    /// annotations, so nonsense in one must not make an object unreadable.
    static @Nullable ObjectNode annotatedObject(ObjectNode object, String key) {
        String text = annotation(object, key);
        if (text == null) {
            return null;
        }
        try {
            return JSON.readTree(text) instanceof ObjectNode tree ? tree : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /// Carries edits over: what `theirs` changed against `base` is applied to `mine`. Null means absent.
    static @Nullable JsonNode merge(@Nullable JsonNode base, @Nullable JsonNode mine, @Nullable JsonNode theirs) {
        if (same(theirs, base)) {
            return mine;
        }
        if (same(mine, base)) {
            return theirs;
        }
        if (base instanceof ObjectNode from && mine instanceof ObjectNode ours && theirs instanceof ObjectNode edited) {
            return mergeObjects(from, ours, edited);
        }
        if (base instanceof ArrayNode from && mine instanceof ArrayNode ours && theirs instanceof ArrayNode edited) {
            return from.size() == ours.size() && ours.size() == edited.size()
                    ? mergeElements(from, ours, edited)
                    : theirs;
        }
        return theirs;
    }

    private static ObjectNode mergeObjects(ObjectNode base, ObjectNode mine, ObjectNode theirs) {
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        TreeSet<String> added = new TreeSet<>(theirs.propertyNames());
        for (String name : mine.propertyNames()) {
            JsonNode value = merge(base.get(name), mine.get(name), theirs.get(name));
            if (value != null) {
                merged.set(name, value);
            }
            added.remove(name);
        }
        for (String name : added) {
            JsonNode value = merge(base.get(name), null, theirs.get(name));
            if (value != null) {
                merged.set(name, value);
            }
        }
        return merged;
    }

    private static ArrayNode mergeElements(ArrayNode base, ArrayNode mine, ArrayNode theirs) {
        ArrayNode merged = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < mine.size(); i++) {
            JsonNode value = merge(base.get(i), mine.get(i), theirs.get(i));
            merged.add(value == null ? theirs.get(i) : value);
        }
        return merged;
    }

    private static boolean same(@Nullable JsonNode one, @Nullable JsonNode other) {
        return one == null ? other == null : one.equals(other);
    }
}
