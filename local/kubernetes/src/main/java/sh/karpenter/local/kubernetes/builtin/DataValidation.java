package sh.karpenter.local.kubernetes.builtin;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.node.ObjectNode;

/// What config maps and secrets may hold.
///
/// @param findings gets what is wrong
record DataValidation(Findings findings) {
    private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]+");
    private static final Map<String, List<String>> NEEDED = Map.of(
            "kubernetes.io/tls", List.of("tls.crt", "tls.key"),
            "kubernetes.io/dockerconfigjson", List.of(".dockerconfigjson"),
            "kubernetes.io/dockercfg", List.of(".dockercfg"),
            "kubernetes.io/ssh-auth", List.of("ssh-privatekey"));

    void check(ObjectNode object) {
        ObjectNode binary = Json.objectAt(object, "binaryData");
        ObjectNode data = Json.objectAt(object, "data");
        keys(data, "data", binary);
        keys(binary, "binaryData", null);
        for (String needed : NEEDED.getOrDefault(Json.string(object, "type"), List.of())) {
            if (data == null || !data.has(needed)) {
                findings.required("data[" + needed + "]", "");
            }
        }
    }

    private void keys(@Nullable ObjectNode data, String field, @Nullable ObjectNode other) {
        if (data == null) {
            return;
        }
        for (String key : data.propertyNames()) {
            String path = field + "[" + key + "]";
            if (!KEY.matcher(key).matches()) {
                findings.invalid(
                        path,
                        key,
                        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',"
                                + "  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')");
            }
            if (other != null && other.has(key)) {
                findings.invalid(path, key, "duplicate of key present in binaryData");
            }
        }
    }
}
