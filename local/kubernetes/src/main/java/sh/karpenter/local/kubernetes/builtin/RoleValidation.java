package sh.karpenter.local.kubernetes.builtin;

import java.util.List;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What roles and their bindings may say.
///
/// @param findings gets what is wrong
record RoleValidation(Findings findings) {

    /// @param namespaced whether it is a role of a namespace
    void role(ObjectNode role, boolean namespaced) {
        int at = 0;
        for (JsonNode rule : Json.arrayAt(role, "rules")) {
            String path = "rules[" + at++ + "]";
            if (Json.arrayAt(rule, "verbs").isEmpty()) {
                findings.required(path + ".verbs", "verbs must contain at least one value");
            }
            if (!Json.arrayAt(rule, "nonResourceURLs").isEmpty()) {
                if (namespaced) {
                    findings.invalid(
                            path + ".nonResourceURLs",
                            rule.get("nonResourceURLs"),
                            "namespaced rules cannot apply to non-resource URLs");
                }
                continue;
            }
            if (Json.arrayAt(rule, "apiGroups").isEmpty()) {
                findings.required(path + ".apiGroups", "resource rules must supply at least one api group");
            }
            if (Json.arrayAt(rule, "resources").isEmpty()) {
                findings.required(path + ".resources", "resource rules must supply at least one resource");
            }
        }
    }

    /// @param namespaced whether it is a binding of a namespace
    void binding(ObjectNode binding, boolean namespaced) {
        JsonNode role = Json.child(binding, "roleRef");
        findings.oneOf(
                role, "kind", "roleRef.kind", namespaced ? List.of("Role", "ClusterRole") : List.of("ClusterRole"));
        findings.present(role, "name", "roleRef.name");
        int at = 0;
        for (JsonNode subject : Json.arrayAt(binding, "subjects")) {
            String path = "subjects[" + at++ + "]";
            findings.present(subject, "name", path + ".name");
            findings.oneOf(subject, "kind", path + ".kind", List.of("ServiceAccount", "User", "Group"));
            if (!namespaced && Json.string(subject, "kind").equals("ServiceAccount")) {
                findings.present(subject, "namespace", path + ".namespace");
            }
        }
    }
}
