package sh.karpenter.kube.api.crd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The table of manifests that an API server with our definitions must accept or refuse
/// (`admission-cases.yaml`). An API server's tests install the definitions and run every [Case].
public final class AdmissionCases {
    private AdmissionCases() {}

    /// One manifest and what must become of it.
    ///
    /// @param name what is tried
    /// @param created the object to create
    /// @param updated the same object changed, to be sent as an update; null when only the creation is tried
    /// @param refusal a part of the message with which the last step is refused; null when it is accepted
    public record Case(
            String name,
            ObjectNode created,
            @Nullable ObjectNode updated,
            @Nullable String refusal) {
        @Override
        public String toString() {
            return name + (refusal == null ? "" : " (refused)");
        }
    }

    /// All cases, in the order of the file.
    public static List<Case> all() {
        JsonNode table = read();
        List<Case> cases = new ArrayList<>();
        for (JsonNode entry : table.required("cases")) {
            ObjectNode created = (ObjectNode)
                    table.required("bases").required(entry.required("base").stringValue());
            created = patched(created, entry.get("patch"));
            JsonNode then = entry.get("then");
            JsonNode refusal = entry.get("refused");
            cases.add(new Case(
                    entry.required("name").stringValue(),
                    created,
                    then == null ? null : patched(created, then),
                    refusal == null ? null : refusal.stringValue()));
        }
        return cases;
    }

    private static JsonNode read() {
        try (InputStream file = AdmissionCases.class.getResourceAsStream("admission-cases.yaml")) {
            return YAMLMapper.builder().build().readTree(Objects.requireNonNull(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// RFC 7386.
    private static ObjectNode patched(ObjectNode base, @Nullable JsonNode patch) {
        ObjectNode result = base.deepCopy();
        if (patch != null) {
            patch.properties().forEach(field -> {
                JsonNode value = field.getValue();
                if (value.isNull()) {
                    result.remove(field.getKey());
                } else if (value.isObject()) {
                    ObjectNode child =
                            result.get(field.getKey()) instanceof ObjectNode object ? object : result.objectNode();
                    result.set(field.getKey(), patched(child, value));
                } else {
                    result.set(field.getKey(), value);
                }
            });
        }
        return result;
    }
}
