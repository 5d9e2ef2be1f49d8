package sh.karpenter.local.kubernetes.object;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the `metadata` of an object. Absent strings read as the empty string.
public final class Metadata {
    private Metadata() {}

    /// The object's name.
    public static String name(ObjectNode object) {
        return Json.string(object, "metadata", "name");
    }

    /// The object's namespace, empty when it has none.
    public static String namespace(ObjectNode object) {
        return Json.string(object, "metadata", "namespace");
    }

    /// The object's uid.
    public static String uid(ObjectNode object) {
        return Json.string(object, "metadata", "uid");
    }

    /// The object's resource version as text.
    public static String resourceVersion(ObjectNode object) {
        return Json.string(object, "metadata", "resourceVersion");
    }

    /// The object's generation, 0 when its kind has none.
    public static long generation(ObjectNode object) {
        Long value = Json.number(object, "metadata", "generation");
        return value == null ? 0 : value;
    }

    /// The metadata itself, created when the object has none.
    public static ObjectNode of(ObjectNode object) {
        return Json.child(object, "metadata");
    }

    /// The labels in key order.
    public static SequencedMap<String, String> labels(@Nullable ObjectNode object) {
        return strings(Json.objectAt(object, "metadata", "labels"));
    }

    /// The annotations in key order.
    public static SequencedMap<String, String> annotations(@Nullable ObjectNode object) {
        return strings(Json.objectAt(object, "metadata", "annotations"));
    }

    /// Every finalizer in order.
    public static List<String> finalizers(ObjectNode object) {
        List<String> names = new ArrayList<>();
        for (JsonNode finalizer : Json.arrayAt(object, "metadata", "finalizers")) {
            names.add(finalizer.asString());
        }
        return names;
    }

    /// Whether deletion of the object has been asked for.
    public static boolean isTerminating(ObjectNode object) {
        return Json.at(object, "metadata", "deletionTimestamp") != null;
    }

    /// A JSON object of strings as a map in key order.
    public static SequencedMap<String, String> strings(@Nullable ObjectNode node) {
        TreeMap<String, String> map = new TreeMap<>();
        if (node != null) {
            node.properties()
                    .forEach(entry -> map.put(entry.getKey(), entry.getValue().asString("")));
        }
        return Collections.unmodifiableSequencedMap(map);
    }
}
