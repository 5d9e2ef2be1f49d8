package sh.karpenter.local.kubernetes.builtin;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a service may say.
///
/// @param findings gets what is wrong
record ServiceValidation(Findings findings) {
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final List<String> TYPES = List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");

    void check(ObjectNode spec) {
        String type = Json.string(spec, "type");
        boolean headless = Json.string(spec, "clusterIP").equals("None");
        ArrayNode ports = Json.arrayAt(spec, "ports");
        if (type.equals("ExternalName")) {
            findings.present(spec, "externalName", "spec.externalName");
        } else if (ports.isEmpty() && !headless && TYPES.contains(type)) {
            findings.required("spec.ports", "");
        }
        Set<String> names = new LinkedHashSet<>();
        int at = 0;
        for (JsonNode port : ports) {
            String path = "spec.ports[" + at++ + "]";
            port(port, path, ports.size() > 1, names);
            nodePort(port, path + ".nodePort", type);
        }
        findings.oneOf(spec, "type", "spec.type", TYPES);
        findings.optionalOneOf(spec, "sessionAffinity", "spec.sessionAffinity", List.of("ClientIP", "None"));
        String address = Json.string(spec, "clusterIP");
        if (!address.isEmpty() && !headless && !ADDRESS.matcher(address).matches()) {
            findings.invalid(
                    "spec.clusterIPs[0]", address, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        }
    }

    private void nodePort(JsonNode port, String path, String type) {
        Long number = Json.number(port, "nodePort");
        if (number == null || number == 0) {
            return;
        }
        if (type.equals("ClusterIP")) {
            findings.forbidden(path, "may not be used when `type` is 'ClusterIP'");
        } else if (number < 30_000 || number > 32_767) {
            findings.invalid(
                    path,
                    port.get("nodePort"),
                    "provided port is not in the valid range. The range of valid ports is 30000-32767");
        }
    }

    private void port(JsonNode port, String path, boolean named, Set<String> names) {
        String name = Json.string(port, "name");
        if (named && name.isEmpty()) {
            findings.required(path + ".name", "");
        } else if (!name.isEmpty() && !names.add(name)) {
            findings.errors().add(FieldError.duplicate(path + ".name", port.path("name")));
        }
        findings.port(port.get("port"), path + ".port");
        findings.oneOf(port, "protocol", path + ".protocol", List.of("SCTP", "TCP", "UDP"));
        findings.port(port.get("targetPort"), path + ".targetPort");
    }
}
