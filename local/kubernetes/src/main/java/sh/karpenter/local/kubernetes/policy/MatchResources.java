package sh.karpenter.local.kubernetes.policy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.admission.AdmissionRequest;
import sh.karpenter.local.kubernetes.admission.ObjectReader;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.resource.ServedVersion;
import sh.karpenter.local.kubernetes.selector.LabelSelector;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Which requests a policy or a binding is about: the `matchConstraints` of the one, the `matchResources` of the
/// other.
///
/// A rule names operations, groups, versions and resources (`pods`, `pods/status`, `*`, `pods/*`, `*/*`). With
/// the match policy `Equivalent` a request in another version of the same resource counts as well; the
/// expressions then see the object in the version that the rule names.
///
/// @param resources the API object, null to match everything
/// @param namespaces to read labels of namespaces from
record MatchResources(@Nullable ObjectNode resources, ObjectReader namespaces) {

    /// The version in which expressions see the object, or null when the request is none of these.
    @Nullable
    ServedVersion match(AdmissionRequest request) {
        Target target = request.target();
        if (resources == null) {
            return target.version();
        }
        if (!matchesNamespace(request) || !matchesObject(request)) {
            return null;
        }
        for (JsonNode rule : Json.arrayAt(resources, "excludeResourceRules")) {
            if (version(rule, request) != null) {
                return null;
            }
        }
        var rules = Json.arrayAt(resources, "resourceRules");
        if (rules.isEmpty()) {
            return target.version();
        }
        for (JsonNode rule : rules) {
            ServedVersion version = version(rule, request);
            if (version != null) {
                return version;
            }
        }
        return null;
    }

    private @Nullable ServedVersion version(JsonNode rule, AdmissionRequest request) {
        Target target = request.target();
        List<String> names = strings(rule, "resourceNames");
        boolean applies = contains(rule, "operations", request.operation().name())
                && contains(rule, "apiGroups", target.definition().group())
                && strings(rule, "resources").stream().anyMatch(pattern -> isResource(pattern, target))
                && isScope(Json.string(rule, "scope"), target)
                && (names.isEmpty() || names.contains(target.name()));
        if (!applies) {
            return null;
        }
        if (contains(rule, "apiVersions", target.version().name())) {
            return target.version();
        }
        if (Json.string(resources, "matchPolicy").equals("Exact")) {
            return null;
        }
        for (ServedVersion other : target.definition().versions()) {
            if (other.served() && contains(rule, "apiVersions", other.name())) {
                return other;
            }
        }
        return null;
    }

    private static boolean isResource(String pattern, Target target) {
        int slash = pattern.indexOf('/');
        String resource = slash < 0 ? pattern : pattern.substring(0, slash);
        String part = slash < 0 ? "" : pattern.substring(slash + 1);
        String asked = target.subresource() == null ? "" : target.subresource().name();
        return (resource.equals("*")
                        || resource.equals(target.definition().names().plural()))
                && (part.equals("*") || part.equals(asked));
    }

    private static boolean isScope(String scope, Target target) {
        return switch (scope) {
            case "Cluster" -> !target.definition().namespaced();
            case "Namespaced" -> target.definition().namespaced();
            default -> true;
        };
    }

    /// Objects outside of namespaces match any namespace selector; a namespace is selected by its own labels.
    private boolean matchesNamespace(AdmissionRequest request) {
        LabelSelector selector = LabelSelector.of(Json.at(resources, "namespaceSelector"));
        if (selector == null || selector.isEverything()) {
            return true;
        }
        Target target = request.target();
        if (target.definition().qualifiedName().equals("namespaces")) {
            ObjectNode namespace = request.object() == null ? request.oldObject() : request.object();
            return selector.matches(Metadata.labels(namespace));
        }
        return !target.definition().namespaced()
                || selector.matches(Metadata.labels(namespaces.get("namespaces", "", target.namespace())));
    }

    private boolean matchesObject(AdmissionRequest request) {
        LabelSelector selector = LabelSelector.of(Json.at(resources, "objectSelector"));
        return selector == null
                || selector.isEverything()
                || matches(selector, request.object())
                || matches(selector, request.oldObject());
    }

    private static boolean matches(LabelSelector selector, @Nullable ObjectNode object) {
        if (object == null) {
            return false;
        }
        Map<String, String> labels = Metadata.labels(object);
        return selector.matches(labels);
    }

    private static boolean contains(JsonNode rule, String field, String wanted) {
        List<String> present = strings(rule, field);
        return present.contains("*") || present.contains(wanted);
    }

    private static List<String> strings(JsonNode rule, String field) {
        return Json.arrayAt(rule, field)
                .valueStream()
                .map(value -> value.asString(""))
                .toList();
    }
}
