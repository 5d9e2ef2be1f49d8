package sh.karpenter.local.kubernetes.table;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.selector.LabelSelector;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The parts that rows of several kinds have in common.
final class Cells {
    static final String NONE = "<none>";
    static final String UNKNOWN = "<unknown>";

    private Cells() {}

    static String age(ObjectNode object, Instant now) {
        return Ages.since(Json.string(object, "metadata", "creationTimestamp"), now);
    }

    /// The number at a path, 0 when there is none.
    static long number(ObjectNode object, String... path) {
        Long value = Json.number(object, path);
        return value == null ? 0 : value;
    }

    /// A scalar as text, the fallback when it is missing.
    static String text(@Nullable JsonNode value, String fallback) {
        String text = value == null ? "" : value.asString("");
        return text.isEmpty() ? fallback : text;
    }

    /// Names of the containers of a pod template, comma separated.
    static String containers(ObjectNode object, String... specPath) {
        return container(object, "name", specPath);
    }

    /// Images of the containers of a pod template, comma separated.
    static String images(ObjectNode object, String... specPath) {
        return container(object, "image", specPath);
    }

    /// A label selector in query form.
    static String selector(@Nullable JsonNode selector) {
        LabelSelector parsed = LabelSelector.of(selector);
        return parsed == null || parsed.isEverything() ? NONE : parsed.toString();
    }

    /// A map of strings as `k=v,k2=v2`.
    static String pairs(@Nullable ObjectNode map) {
        List<String> pairs = new ArrayList<>();
        Metadata.strings(map).forEach((key, value) -> pairs.add(key + "=" + value));
        return pairs.isEmpty() ? NONE : String.join(",", pairs);
    }

    /// Access modes in their short forms.
    static String accessModes(JsonNode modes) {
        List<String> shortForms = new ArrayList<>();
        for (JsonNode mode : modes) {
            shortForms.add(
                    switch (mode.asString("")) {
                        case "ReadWriteOnce" -> "RWO";
                        case "ReadOnlyMany" -> "ROX";
                        case "ReadWriteMany" -> "RWX";
                        case "ReadWriteOncePod" -> "RWOP";
                        default -> mode.asString("");
                    });
        }
        return String.join(",", shortForms);
    }

    private static String container(ObjectNode object, String field, String... specPath) {
        List<String> values = new ArrayList<>();
        for (JsonNode container : Json.arrayAt(Json.at(object, specPath), "containers")) {
            values.add(Json.string(container, field));
        }
        return String.join(",", values);
    }
}
