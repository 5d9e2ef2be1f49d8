package sh.karpenter.local.kubernetes.cluster.object;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the `metadata` of an object.
public final class Metadata {
    private Metadata() {}

    public static String name(JsonNode object) {
        return Tree.text(object, "metadata", "name");
    }

    public static String namespace(JsonNode object) {
        return Tree.text(object, "metadata", "namespace");
    }

    public static String uid(JsonNode object) {
        return Tree.text(object, "metadata", "uid");
    }

    public static String resourceVersion(JsonNode object) {
        return Tree.text(object, "metadata", "resourceVersion");
    }

    public static long generation(JsonNode object) {
        return Tree.number(object, 0, "metadata", "generation");
    }

    public static Map<String, String> labels(JsonNode object) {
        return Tree.strings(object, "metadata", "labels");
    }

    public static Map<String, String> annotations(JsonNode object) {
        return Tree.strings(object, "metadata", "annotations");
    }

    /// One annotation, empty when absent.
    public static String annotation(JsonNode object, String key) {
        return Tree.text(object, "metadata", "annotations", key);
    }

    /// One label, empty when absent.
    public static String label(JsonNode object, String key) {
        return Tree.text(object, "metadata", "labels", key);
    }

    public static List<String> finalizers(JsonNode object) {
        return Tree.texts(object, "metadata", "finalizers");
    }

    public static Instant creation(JsonNode object) {
        return instant(object, Instant.EPOCH, "metadata", "creationTimestamp");
    }

    /// Whether deletion was asked for.
    public static boolean terminating(JsonNode object) {
        return Tree.has(object, "metadata", "deletionTimestamp");
    }

    /// The key of an object of the given resource.
    public static ObjectKey key(ResourceKind resource, JsonNode object) {
        return new ObjectKey(resource, resource.namespaced() ? namespace(object) : "", name(object));
    }

    /// The time at a path, the fallback when there is none or it cannot be read.
    public static Instant instant(JsonNode object, Instant fallback, String... path) {
        String text = Tree.text(object, path);
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException notATime) {
            return fallback;
        }
    }

    /// A time as the API writes it: RFC 3339 in whole seconds.
    public static String timestamp(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    public static List<OwnerReference> owners(JsonNode object) {
        List<OwnerReference> owners = new ArrayList<>();
        for (JsonNode owner : Tree.items(object, "metadata", "ownerReferences")) {
            owners.add(OwnerReference.of(owner));
        }
        return owners;
    }

    /// The owner that is marked as the managing controller, or null.
    public static @Nullable OwnerReference controller(JsonNode object) {
        for (OwnerReference owner : owners(object)) {
            if (owner.controller()) {
                return owner;
            }
        }
        return null;
    }

    /// Whether the object with this uid is the managing controller.
    public static boolean controlledBy(JsonNode object, String uid) {
        OwnerReference controller = controller(object);
        return controller != null && controller.uid().equals(uid);
    }

    /// An `ownerReferences` entry that makes `owner` the managing controller and keeps it from vanishing before
    /// its dependents in foreground deletion.
    public static ObjectNode controllerReference(ResourceKind resource, JsonNode owner) {
        return Tree.object(
                "apiVersion", resource.apiVersion(),
                "kind", resource.kind(),
                "name", name(owner),
                "uid", uid(owner),
                "controller", true,
                "blockOwnerDeletion", true);
    }
}
