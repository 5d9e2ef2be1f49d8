package sh.karpenter.local.kubernetes.quota;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The kinds of pods that a quota may be narrowed to.
final class QuotaScope {
    private QuotaScope() {}

    /// Whether the pod is in a scope that is named without values.
    static boolean of(String scope, ObjectNode pod) {
        return switch (scope) {
            case "Terminating" -> deadline(pod) != null;
            case "NotTerminating" -> deadline(pod) == null;
            case "BestEffort" -> isBestEffort(pod);
            case "NotBestEffort" -> !isBestEffort(pod);
            case "PriorityClass" -> !priorityClass(pod).isEmpty();
            case "CrossNamespacePodAffinity" -> usesOtherNamespaces(pod);
            default -> false;
        };
    }

    /// Whether the pod matches a term of a scope selector.
    static boolean matches(JsonNode term, ObjectNode pod) {
        String scope = Json.string(term, "scopeName");
        if (!scope.equals("PriorityClass")) {
            return of(scope, pod);
        }
        List<String> values = Json.arrayAt(term, "values")
                .valueStream()
                .map(value -> value.asString(""))
                .toList();
        String own = priorityClass(pod);
        return switch (Json.string(term, "operator")) {
            case "In" -> values.contains(own);
            case "NotIn" -> !values.contains(own);
            case "DoesNotExist" -> own.isEmpty();
            default -> !own.isEmpty();
        };
    }

    private static @Nullable Long deadline(ObjectNode pod) {
        return Json.number(pod, "spec", "activeDeadlineSeconds");
    }

    private static boolean isBestEffort(ObjectNode pod) {
        return Json.string(pod, "status", "qosClass").equals("BestEffort");
    }

    private static String priorityClass(ObjectNode pod) {
        return Json.string(pod, "spec", "priorityClassName");
    }

    private static boolean usesOtherNamespaces(ObjectNode pod) {
        for (String kind : List.of("podAffinity", "podAntiAffinity")) {
            ObjectNode affinity = Json.objectAt(pod, "spec", "affinity", kind);
            for (JsonNode term : Json.arrayAt(affinity, "requiredDuringSchedulingIgnoredDuringExecution")) {
                if (namesNamespaces(term)) {
                    return true;
                }
            }
            for (JsonNode weighted : Json.arrayAt(affinity, "preferredDuringSchedulingIgnoredDuringExecution")) {
                if (namesNamespaces(weighted.path("podAffinityTerm"))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean namesNamespaces(JsonNode term) {
        return !Json.arrayAt(term, "namespaces").isEmpty() || Json.at(term, "namespaceSelector") != null;
    }
}
