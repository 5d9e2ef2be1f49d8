package sh.karpenter.kube.api.conversion;

import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The fields that a NodePool's template and a NodeClaim's spec have in common.
final class SharedFields {
    /// Versions to name in a v1beta1 reference; its reader only looks at the group.
    private static final Map<String, String> VERSION_OF_GROUP =
            Map.of("karpenter.k8s.aws", "v1beta1", "karpenter.kwok.sh", "v1alpha1");

    private SharedFields() {}

    /// Moves the kubelet block out of the spec into an annotation, because in v1 it is the node class'
    /// business.
    static void keepKubelet(ObjectNode object, ObjectNode spec) {
        JsonNode kubelet = spec.remove("kubelet");
        if (kubelet != null) {
            Trees.annotate(object, CompatibilityAnnotations.KUBELET, kubelet.toString());
        }
    }

    /// Moves the kubelet block back.
    static void restoreKubelet(ObjectNode object, ObjectNode spec) {
        ObjectNode kubelet = Trees.annotatedObject(object, CompatibilityAnnotations.KUBELET);
        if (kubelet != null) {
            spec.set("kubelet", kubelet);
        }
        Trees.removeAnnotation(object, CompatibilityAnnotations.KUBELET);
    }

    /// Names group and kind of the node class. The reference as it was is kept in an annotation when it would
    /// not come back by itself.
    static void upgradeReference(ObjectNode object, ObjectNode spec, ConversionSettings settings) {
        ObjectNode reference = Trees.object(spec, "nodeClassRef");
        if (reference == null) {
            return;
        }
        ObjectNode upgraded = upgraded(reference, settings);
        if (!downgraded(upgraded).equals(reference)) {
            Trees.annotate(object, CompatibilityAnnotations.NODE_CLASS_REFERENCE, reference.toString());
        }
        spec.set("nodeClassRef", upgraded);
    }

    /// Gives the reference its older form: the one it came from if it still means the same, else with
    /// everything named.
    static void downgradeReference(ObjectNode object, ObjectNode spec, ConversionSettings settings) {
        ObjectNode reference = Trees.object(spec, "nodeClassRef");
        ObjectNode original = Trees.annotatedObject(object, CompatibilityAnnotations.NODE_CLASS_REFERENCE);
        Trees.removeAnnotation(object, CompatibilityAnnotations.NODE_CLASS_REFERENCE);
        if (reference == null) {
            return;
        }
        if (original != null && reference.get("name") != null) {
            original.set("name", reference.get("name"));
            if (upgraded(original, settings).equals(reference)) {
                spec.set("nodeClassRef", original);
                return;
            }
        }
        spec.set("nodeClassRef", downgraded(reference));
    }

    private static ObjectNode upgraded(ObjectNode older, ConversionSettings settings) {
        String apiVersion = Trees.text(older, "apiVersion");
        String kind = Trees.text(older, "kind");
        String group = apiVersion == null ? "" : groupOf(apiVersion);
        ObjectNode upgraded = older.deepCopy();
        upgraded.remove("apiVersion");
        upgraded.put("group", group.isEmpty() ? settings.nodeClassGroup() : group);
        upgraded.put("kind", kind == null || kind.isEmpty() ? settings.nodeClassKind() : kind);
        return upgraded;
    }

    private static ObjectNode downgraded(ObjectNode reference) {
        ObjectNode older = reference.deepCopy();
        older.remove("group");
        String group = Trees.text(reference, "group");
        if (group != null) {
            older.put("apiVersion", group + "/" + VERSION_OF_GROUP.getOrDefault(group, "v1"));
        }
        return older;
    }

    private static String groupOf(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    /// Says `Gte` and `Lte`, which v1beta1 lacks, by `Gt` and `Lt`: `Gte 4` is `Gt 3`.
    static void downgradeRequirements(ObjectNode spec) {
        ArrayNode requirements = Trees.array(spec, "requirements");
        if (requirements == null) {
            return;
        }
        for (JsonNode item : requirements) {
            String operator = Trees.text(item, "operator");
            if (item instanceof ObjectNode requirement && operator != null) {
                switch (operator) {
                    case "Gte" -> restate(requirement, "Gt", -1);
                    case "Lte" -> restate(requirement, "Lt", 1);
                    default -> {}
                }
            }
        }
    }

    private static void restate(ObjectNode requirement, String operator, int step) {
        ArrayNode values = Trees.array(requirement, "values");
        BigInteger bound = values != null && values.size() == 1 ? integer(values.get(0)) : null;
        if (bound == null || bound.signum() + step < 0) {
            requirement.put("operator", "Exists");
            requirement.remove("values");
            return;
        }
        requirement.put("operator", operator);
        requirement.putArray("values").add(bound.add(BigInteger.valueOf(step)).toString());
    }

    private static @Nullable BigInteger integer(JsonNode value) {
        try {
            return new BigInteger(value.asString());
        } catch (NumberFormatException | JacksonException e) {
            return null;
        }
    }
}
