package sh.karpenter.local.kubernetes.builtin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What ingresses and network policies may say. Nothing here routes traffic, but who tries a manifest out wants to
/// hear of its mistakes.
///
/// @param findings gets what is wrong
record NetworkValidation(Findings findings) {
    private static final List<String> PATH_TYPES = List.of("Exact", "ImplementationSpecific", "Prefix");
    private static final List<String> DIRECTIONS = List.of("Ingress", "Egress");
    private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");

    void ingress(ObjectNode ingress) {
        ObjectNode spec = Json.child(ingress, "spec");
        JsonNode fallback = Json.at(spec, "defaultBackend");
        if (fallback == null && Json.arrayAt(spec, "rules").isEmpty()) {
            findings.errors()
                    .add(FieldError.invalid(
                            "spec", (JsonNode) null, "either `defaultBackend` or `rules` must be specified"));
        }
        if (fallback != null) {
            backend(fallback, "spec.defaultBackend");
        }
        int at = 0;
        for (JsonNode rule : Json.arrayAt(spec, "rules")) {
            rule(rule, "spec.rules[" + at++ + "]");
        }
        findings.name(spec, "ingressClassName", "spec.ingressClassName", NameRule.SUBDOMAIN);
    }

    private void rule(JsonNode rule, String path) {
        String host = Json.string(rule, "host");
        if (host.matches("[0-9]+(\\.[0-9]+){3}")) {
            findings.invalid(path + ".host", host, "must be a DNS name, not an IP address");
        } else if (!host.startsWith("*.")) {
            findings.name(rule, "host", path + ".host", NameRule.SUBDOMAIN);
        }
        JsonNode http = Json.at(rule, "http");
        if (http != null && Json.arrayAt(http, "paths").isEmpty()) {
            findings.required(path + ".http.paths", "");
        }
        int at = 0;
        for (JsonNode route : Json.arrayAt(http, "paths")) {
            route(route, path + ".http.paths[" + at++ + "]");
        }
    }

    private void route(JsonNode route, String path) {
        String type = Json.string(route, "pathType");
        if (type.isEmpty()) {
            findings.required(path + ".pathType", "pathType must be specified");
        } else {
            findings.oneOf(route, "pathType", path + ".pathType", PATH_TYPES);
        }
        String url = Json.string(route, "path");
        boolean absolute = type.equals("Exact") || type.equals("Prefix");
        if (absolute && !url.startsWith("/")) {
            findings.invalid(path + ".path", url, "must be an absolute path");
        }
        backend(Json.at(route, "backend"), path + ".backend");
    }

    private void backend(@Nullable JsonNode backend, String path) {
        JsonNode service = Json.at(backend, "service");
        JsonNode resource = Json.at(backend, "resource");
        if (service != null && resource != null) {
            findings.invalid(path, "", "cannot set both resource and service backends");
        } else if (resource == null && service == null) {
            findings.invalid(path, "", "resource or service backend is required");
        } else if (service != null) {
            findings.present(service, "name", path + ".service.name");
            findings.name(service, "name", path + ".service.name", NameRule.LABEL);
            boolean named = !Json.string(service, "port", "name").isEmpty();
            boolean numbered = Json.number(service, "port", "number") != null;
            if (named && numbered) {
                findings.invalid(path, "", "cannot set both port name & port number");
            } else if (!named && !numbered) {
                findings.required(path, "port name or number is required");
            }
            findings.port(Json.at(service, "port", "number"), path + ".service.port.number");
        }
    }

    void policy(ObjectNode policy) {
        ObjectNode spec = Json.child(policy, "spec");
        new PlacementValidation(findings).selector(Json.objectAt(spec, "podSelector"), "spec.podSelector");
        for (String direction : List.of("ingress", "egress")) {
            int at = 0;
            for (JsonNode rule : Json.arrayAt(spec, direction)) {
                String path = "spec." + direction + "[" + at++ + "]";
                ports(rule, path + ".ports");
                peers(rule, direction.equals("ingress") ? "from" : "to", path);
            }
        }
        if (Json.arrayAt(spec, "policyTypes").size() > DIRECTIONS.size()) {
            findings.invalid("spec.policyTypes", spec.get("policyTypes"), "may not specify more than two policyTypes");
            return;
        }
        int at = 0;
        for (JsonNode type : Json.arrayAt(spec, "policyTypes")) {
            String path = "spec.policyTypes[" + at++ + "]";
            if (!DIRECTIONS.contains(type.asString(""))) {
                findings.errors().add(FieldError.notSupported(path, type, DIRECTIONS));
            }
        }
    }

    private void ports(JsonNode rule, String list) {
        int at = 0;
        for (JsonNode port : Json.arrayAt(rule, "ports")) {
            String path = list + "[" + at++ + "]";
            findings.optionalOneOf(port, "protocol", path + ".protocol", PROTOCOLS);
            findings.port(port.get("port"), path + ".port");
            Long last = Json.number(port, "endPort");
            Long first = Json.number(port, "port");
            if (last != null && first != null && last < first) {
                findings.invalid(path + ".endPort", port.get("port"), "must be greater than or equal to `port`");
            }
        }
    }

    private void peers(JsonNode rule, String field, String owner) {
        int at = 0;
        for (JsonNode peer : Json.arrayAt(rule, field)) {
            String path = owner + "." + field + "[" + at++ + "]";
            boolean selects = Json.at(peer, "podSelector") != null || Json.at(peer, "namespaceSelector") != null;
            if (Json.at(peer, "ipBlock") != null && selects) {
                findings.forbidden(path, "may not specify both ipBlock and another peer");
            } else if (Json.at(peer, "ipBlock") == null && !selects) {
                findings.required(path, "must specify a peer");
            }
        }
    }
}
