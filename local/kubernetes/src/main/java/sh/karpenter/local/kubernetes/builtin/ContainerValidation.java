package sh.karpenter.local.kubernetes.builtin;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Quantity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a container may say.
final class ContainerValidation {
    private static final List<String> HANDLERS = List.of("exec", "httpGet", "tcpSocket", "grpc");
    private static final List<String> PROBE_NUMBERS =
            List.of("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold");
    private static final Set<String> STANDARD = Set.of("cpu", "memory", "ephemeral-storage");
    private static final Set<String> FIELDS = Set.of(
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "metadata.labels",
            "metadata.annotations",
            "spec.nodeName",
            "spec.serviceAccountName",
            "status.hostIP",
            "status.hostIPs",
            "status.podIP",
            "status.podIPs");
    private static final Pattern PORT_NAME = Pattern.compile("[a-z0-9-]+", Pattern.CASE_INSENSITIVE);

    private final Findings findings;
    private final Set<String> volumes;
    private final Set<String> hostPorts = new LinkedHashSet<>();

    /// @param volumes names of the pod's volumes
    ContainerValidation(Findings findings, Set<String> volumes) {
        this.findings = findings;
        this.volumes = volumes;
    }

    /// @param names of containers before this one, to which its own is added
    void check(JsonNode container, String path, Set<String> names) {
        name(container, path, names);
        String image = Json.string(container, "image");
        if (image.isEmpty()) {
            findings.required(path + ".image", "");
        } else if (!image.equals(image.strip())) {
            findings.invalid(path + ".image", image, "must not have leading or trailing whitespace");
        }
        for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            probe(Json.objectAt(container, probe), path + "." + probe);
        }
        ports(container, path + ".ports");
        environment(container, path + ".env");
        mounts(container, path + ".volumeMounts");
        findings.optionalOneOf(
                container, "imagePullPolicy", path + ".imagePullPolicy", List.of("Always", "IfNotPresent", "Never"));
        resources(Json.objectAt(container, "resources"), path + ".resources");
    }

    private void name(JsonNode container, String path, Set<String> names) {
        String name = Json.string(container, "name");
        if (name.isEmpty()) {
            findings.required(path + ".name", "");
            return;
        }
        NameRule.LABEL.problems(name).forEach(problem -> findings.invalid(path + ".name", name, problem));
        if (!names.add(name)) {
            findings.errors().add(FieldError.duplicate(path + ".name", container.path("name")));
        }
    }

    private void probe(@Nullable ObjectNode probe, String path) {
        if (probe == null) {
            return;
        }
        int ways = 0;
        for (String handler : HANDLERS) {
            if (Json.objectAt(probe, handler) != null && ++ways > 1) {
                findings.forbidden(path + "." + handler, "may not specify more than 1 handler type");
            }
        }
        if (ways == 0) {
            findings.required(path, "must specify a handler type");
        }
        PROBE_NUMBERS.forEach(field -> findings.notNegative(probe, field, path + "." + field));
    }

    private void ports(JsonNode container, String list) {
        int at = 0;
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode port : Json.arrayAt(container, "ports")) {
            String path = list + "[" + at++ + "]";
            String name = Json.string(port, "name");
            if (name.length() > 15) {
                findings.invalid(path + ".name", name, "must be no more than 15 characters");
            }
            if (!name.isEmpty() && !PORT_NAME.matcher(name).matches()) {
                findings.invalid(
                        path + ".name", name, "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
            } else if (!name.isEmpty() && !names.add(name)) {
                findings.errors().add(FieldError.duplicate(path + ".name", port.path("name")));
            }
            Long number = Json.number(port, "containerPort");
            if (number == null || number == 0) {
                findings.required(path + ".containerPort", "");
            } else {
                findings.port(port.get("containerPort"), path + ".containerPort");
            }
            Long host = Json.number(port, "hostPort");
            if (host != null && host != 0) {
                findings.port(port.get("hostPort"), path + ".hostPort");
                String place = Json.string(port, "protocol") + "/" + Json.string(port, "hostIP") + "/" + host;
                if (!hostPorts.add(place)) {
                    findings.errors().add(FieldError.duplicate(path + ".hostPort", Findings.text(place)));
                }
            }
            findings.oneOf(port, "protocol", path + ".protocol", List.of("SCTP", "TCP", "UDP"));
        }
    }

    private void environment(JsonNode container, String list) {
        int at = 0;
        for (JsonNode variable : Json.arrayAt(container, "env")) {
            String path = list + "[" + at++ + "]";
            String name = Json.string(variable, "name");
            if (name.isEmpty()) {
                findings.required(path + ".name", "");
            } else if (name.contains("=") || !name.chars().allMatch(c -> c >= ' ' && c <= '~')) {
                findings.invalid(
                        path + ".name",
                        name,
                        "a valid environment variable name must consist only of printable ASCII characters other than"
                                + " '='");
            }
            ObjectNode source = Json.objectAt(variable, "valueFrom");
            if (source != null && !Json.string(variable, "value").isEmpty()) {
                findings.invalid(path + ".valueFrom", "", "may not be specified when `value` is not empty");
            }
            ObjectNode field = Json.objectAt(source, "fieldRef");
            if (field != null) {
                fieldPath(Json.string(field, "fieldPath"), path + ".valueFrom.fieldRef.fieldPath");
            }
        }
    }

    private void fieldPath(String field, String path) {
        if (field.isEmpty()) {
            findings.required(path, "");
        } else if (!FIELDS.contains(field) && !field.matches("metadata\\.(labels|annotations)\\['.+'\\]")) {
            findings.invalid(path, field, "error converting fieldPath: field label not supported: " + field);
        }
    }

    private void mounts(JsonNode container, String list) {
        int at = 0;
        Set<String> places = new LinkedHashSet<>();
        for (JsonNode mount : Json.arrayAt(container, "volumeMounts")) {
            String path = list + "[" + at++ + "]";
            String name = Json.string(mount, "name");
            if (name.isEmpty()) {
                findings.required(path + ".name", "");
            } else if (!volumes.contains(name)) {
                findings.errors()
                        .add(new FieldError(FieldError.Type.NOT_FOUND, path + ".name", "\"" + name + "\"", ""));
            }
            String place = Json.string(mount, "mountPath");
            if (place.isEmpty()) {
                findings.required(path + ".mountPath", "");
            } else if (!places.add(place)) {
                findings.invalid(path + ".mountPath", place, "must be unique");
            }
        }
    }

    private void resources(@Nullable ObjectNode resources, String path) {
        for (String list : List.of("limits", "requests")) {
            ObjectNode amounts = Json.objectAt(resources, list);
            if (amounts == null) {
                continue;
            }
            for (var amount : amounts.properties()) {
                amount(amount.getKey(), amount.getValue(), path + "." + list + "[" + amount.getKey() + "]");
                BigDecimal parsed = Quantity.parse(amount.getValue().asString(""));
                if (list.equals("requests") && parsed != null && parsed.signum() >= 0) {
                    withinLimit(resources, amount.getKey(), parsed, path);
                }
            }
        }
    }

    private void amount(String name, JsonNode value, String place) {
        BigDecimal parsed = Quantity.parse(value.asString(""));
        if (parsed == null) {
            findings.invalid(
                    place,
                    value,
                    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
            return;
        }
        boolean named = name.contains("/");
        if (!named && !STANDARD.contains(name) && !name.startsWith("hugepages-")) {
            findings.invalid(place, name, "must be a standard resource type or fully qualified");
            findings.invalid(place, name, "must be a standard resource for containers");
        }
        if (parsed.signum() < 0) {
            findings.invalid(place, value, Findings.NOT_NEGATIVE);
        } else if (named && parsed.stripTrailingZeros().scale() > 0) {
            findings.invalid(place, value, "must be an integer");
        }
    }

    private void withinLimit(@Nullable ObjectNode resources, String name, BigDecimal request, String path) {
        JsonNode limit = Json.at(resources, "limits", name);
        BigDecimal most = limit == null ? null : Quantity.parse(limit.asString(""));
        if (limit != null && most != null && request.compareTo(most) > 0) {
            findings.invalid(
                    path + ".requests",
                    Json.at(resources, "requests", name),
                    "must be less than or equal to " + name + " limit of " + limit.asString(""));
        } else if (limit == null && name.contains("/") && !name.contains("kubernetes.io/")) {
            findings.required(path + ".limits", "Limit must be set for non overcommitable resources");
        }
    }
}
