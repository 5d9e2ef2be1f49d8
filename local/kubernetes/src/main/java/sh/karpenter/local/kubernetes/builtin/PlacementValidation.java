package sh.karpenter.local.kubernetes.builtin;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a pod may say about the nodes it wants: selectors, affinity, tolerations, spread.
///
/// @param findings gets what is wrong
record PlacementValidation(Findings findings) {
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

    /// @param path of the pod's specification
    void check(ObjectNode spec, String path) {
        MetadataValidation.labels(Json.objectAt(spec, "nodeSelector"), path + ".nodeSelector", findings.errors());
        ObjectNode affinity = Json.objectAt(spec, "affinity");
        nodeAffinity(Json.objectAt(affinity, "nodeAffinity"), path + ".affinity.nodeAffinity.");
        podAffinity(Json.objectAt(affinity, "podAffinity"), path + ".affinity.podAffinity.");
        podAffinity(Json.objectAt(affinity, "podAntiAffinity"), path + ".affinity.podAntiAffinity.");
        tolerations(Json.arrayAt(spec, "tolerations"), path + ".tolerations");
        spread(Json.arrayAt(spec, "topologySpreadConstraints"), path + ".topologySpreadConstraints");
    }

    private void nodeAffinity(@Nullable ObjectNode affinity, String path) {
        ObjectNode required = Json.objectAt(affinity, REQUIRED);
        if (required != null) {
            String list = path + REQUIRED + ".nodeSelectorTerms";
            ArrayNode terms = Json.arrayAt(required, "nodeSelectorTerms");
            if (terms.isEmpty()) {
                findings.required(list, "must have at least one node selector term");
            }
            int at = 0;
            for (JsonNode term : terms) {
                nodeTerm(term, list + "[" + at++ + "]");
            }
        }
        int at = 0;
        for (JsonNode preferred : Json.arrayAt(affinity, PREFERRED)) {
            String place = path + PREFERRED + "[" + at++ + "]";
            weight(preferred, place);
            nodeTerm(preferred.path("preference"), place + ".preference");
        }
    }

    private void nodeTerm(JsonNode term, String path) {
        for (String field : List.of("matchExpressions", "matchFields")) {
            int at = 0;
            for (JsonNode expression : Json.arrayAt(term, field)) {
                nodeExpression(expression, path + "." + field + "[" + at++ + "]");
            }
        }
    }

    private void nodeExpression(JsonNode expression, String path) {
        int values = Json.arrayAt(expression, "values").size();
        switch (Json.string(expression, "operator")) {
            case "In", "NotIn" -> {
                if (values == 0) {
                    findings.required(path + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (values > 0) {
                    findings.forbidden(
                            path + ".values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            case "Gt", "Lt" -> {
                if (values != 1) {
                    findings.required(
                            path + ".values", "must be specified single value when `operator` is 'Lt' or 'Gt'");
                }
            }
            default -> operator(expression, path);
        }
        findings.key(Json.string(expression, "key"), path + ".key");
    }

    private void operator(JsonNode expression, String path) {
        findings.invalid(path + ".operator", Json.string(expression, "operator"), "not a valid selector operator");
    }

    private void weight(JsonNode preferred, String path) {
        Long weight = Json.number(preferred, "weight");
        if (weight == null || weight < 1 || weight > 100) {
            findings.invalid(path + ".weight", preferred.get("weight"), "must be in the range 1-100");
        }
    }

    private void podAffinity(@Nullable ObjectNode affinity, String path) {
        int at = 0;
        for (JsonNode term : Json.arrayAt(affinity, REQUIRED)) {
            podTerm(term, path + REQUIRED + "[" + at++ + "]");
        }
        at = 0;
        for (JsonNode preferred : Json.arrayAt(affinity, PREFERRED)) {
            String place = path + PREFERRED + "[" + at++ + "]";
            weight(preferred, place);
            podTerm(preferred.path("podAffinityTerm"), place + ".podAffinityTerm");
        }
    }

    private void podTerm(JsonNode term, String path) {
        selector(Json.objectAt(term, "labelSelector"), path + ".labelSelector");
        String key = Json.string(term, "topologyKey");
        if (key.isEmpty()) {
            findings.required(path + ".topologyKey", "can not be empty");
        }
        findings.key(key, path + ".topologyKey");
    }

    /// A label selector.
    void selector(@Nullable ObjectNode selector, String path) {
        MetadataValidation.labels(Json.objectAt(selector, "matchLabels"), path + ".matchLabels", findings.errors());
        int at = 0;
        for (JsonNode expression : Json.arrayAt(selector, "matchExpressions")) {
            String place = path + ".matchExpressions[" + at++ + "]";
            int values = Json.arrayAt(expression, "values").size();
            switch (Json.string(expression, "operator")) {
                case "In", "NotIn" -> {
                    if (values == 0) {
                        findings.required(place + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
                    }
                }
                case "Exists", "DoesNotExist" -> {
                    if (values > 0) {
                        findings.forbidden(
                                place + ".values",
                                "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                    }
                }
                default -> operator(expression, place);
            }
            findings.key(Json.string(expression, "key"), place + ".key");
        }
    }

    private void tolerations(ArrayNode tolerations, String list) {
        int at = 0;
        for (JsonNode toleration : tolerations) {
            String path = list + "[" + at++ + "]";
            String key = Json.string(toleration, "key");
            String operator = Json.string(toleration, "operator");
            String effect = Json.string(toleration, "effect");
            if (!key.isEmpty()) {
                findings.key(key, path + ".key");
            } else if (!operator.equals("Exists")) {
                findings.invalid(
                        path + ".operator",
                        operator,
                        "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
            }
            if (Json.number(toleration, "tolerationSeconds") != null && !effect.equals("NoExecute")) {
                findings.invalid(
                        path + ".effect", effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
            }
            String value = Json.string(toleration, "value");
            if (operator.equals("Exists") && !value.isEmpty()) {
                findings.invalid(path + ".operator", value, "value must be empty when `operator` is 'Exists'");
            } else {
                findings.optionalOneOf(toleration, "operator", path + ".operator", List.of("Equal", "Exists"));
            }
            findings.optionalOneOf(
                    toleration, "effect", path + ".effect", List.of("NoSchedule", "PreferNoSchedule", "NoExecute"));
        }
    }

    private void spread(ArrayNode constraints, String list) {
        Set<String> seen = new LinkedHashSet<>();
        int at = 0;
        for (JsonNode constraint : constraints) {
            String path = list + "[" + at++ + "]";
            Long skew = Json.number(constraint, "maxSkew");
            if (skew == null || skew <= 0) {
                findings.invalid(path + ".maxSkew", constraint.get("maxSkew"), "must be greater than zero");
            }
            String key = Json.string(constraint, "topologyKey");
            if (key.isEmpty()) {
                findings.required(path + ".topologyKey", "can not be empty");
            } else {
                findings.key(key, path + ".topologyKey");
            }
            String otherwise = Json.string(constraint, "whenUnsatisfiable");
            findings.oneOf(
                    constraint,
                    "whenUnsatisfiable",
                    path + ".whenUnsatisfiable",
                    List.of("DoNotSchedule", "ScheduleAnyway"));
            String pair = "{" + key + ", " + otherwise + "}";
            if (!seen.add(pair)) {
                // The real server names the one before, too.
                findings.errors()
                        .add(FieldError.duplicate(
                                list + "[" + (at - 2) + "].{topologyKey, whenUnsatisfiable}", Findings.text(pair)));
            }
            domains(constraint, otherwise, path);
            selector(Json.objectAt(constraint, "labelSelector"), path + ".labelSelector");
        }
    }

    private void domains(JsonNode constraint, String otherwise, String path) {
        Long domains = Json.number(constraint, "minDomains");
        if (domains == null) {
            return;
        }
        JsonNode value = constraint.get("minDomains");
        if (domains <= 0) {
            findings.invalid(path + ".minDomains", value, "must be greater than zero");
        }
        if (!otherwise.equals("DoNotSchedule")) {
            findings.invalid(
                    path + ".minDomains",
                    value,
                    "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + otherwise);
        }
    }
}
