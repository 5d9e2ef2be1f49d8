package sh.karpenter.local.kubernetes.quota;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.object.Quantity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What one object uses of a quota, by the names that quotas limit: `pods`, `requests.cpu`,
/// `persistentvolumeclaims`, `count/deployments.apps` and so on.
public final class QuotaUsage {
    private static final Set<String> OF_PODS = Set.of("pods", "cpu", "memory", "ephemeral-storage");
    private static final Set<String> COUNTED_BY_NAME =
            Set.of("configmaps", "secrets", "services", "replicationcontrollers", "resourcequotas");
    private static final Set<String> MUST_BE_STATED =
            Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");
    private static final String OF_CLASS = ".storageclass.storage.k8s.io/";

    private QuotaUsage() {}

    /// Whether objects of a resource can use any of what a quota limits under that name.
    ///
    /// @param resource qualified, for example `deployments.apps`
    public static boolean concerns(String resource, String name) {
        if (name.equals("count/" + resource)) {
            return true;
        }
        return switch (resource) {
            case "pods" ->
                OF_PODS.contains(name)
                        || name.startsWith("hugepages-")
                        || (name.startsWith("requests.") && !name.equals("requests.storage"))
                        || name.startsWith("limits.");
            case "services" -> name.equals(resource) || name.startsWith("services.");
            case "persistentvolumeclaims" ->
                name.equals(resource) || name.equals("requests.storage") || name.contains(OF_CLASS);
            default -> COUNTED_BY_NAME.contains(name) && name.equals(resource);
        };
    }

    /// What the object uses.
    ///
    /// @param resource qualified
    public static Map<String, BigDecimal> of(String resource, ObjectNode object) {
        Map<String, BigDecimal> usage = new TreeMap<>();
        usage.put("count/" + resource, BigDecimal.ONE);
        switch (resource) {
            case "pods" -> pod(object, usage);
            case "services" -> service(object, usage);
            case "persistentvolumeclaims" -> claim(object, usage);
            default -> usage.put(resource, BigDecimal.ONE);
        }
        return usage;
    }

    /// A pod that has finished still counts as an object, but runs no more.
    private static void pod(ObjectNode pod, Map<String, BigDecimal> usage) {
        String phase = Json.string(pod, "status", "phase");
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            return;
        }
        usage.put("pods", BigDecimal.ONE);
        ObjectNode spec = Json.objectAt(pod, "spec");
        PodAmounts.of(spec, "requests").forEach((name, amount) -> {
            usage.put("requests." + name, amount);
            if (OF_PODS.contains(name) || name.startsWith("hugepages-")) {
                usage.put(name, amount);
            }
        });
        PodAmounts.of(spec, "limits").forEach((name, amount) -> usage.put("limits." + name, amount));
    }

    private static void service(ObjectNode service, Map<String, BigDecimal> usage) {
        usage.put("services", BigDecimal.ONE);
        String type = Json.string(service, "spec", "type");
        BigDecimal ports =
                BigDecimal.valueOf(Json.arrayAt(service, "spec", "ports").size());
        if (type.equals("NodePort") || type.equals("LoadBalancer")) {
            usage.put("services.nodeports", ports);
        }
        if (type.equals("LoadBalancer")) {
            usage.put("services.loadbalancers", BigDecimal.ONE);
        }
    }

    private static void claim(ObjectNode claim, Map<String, BigDecimal> usage) {
        String storageClass = Json.string(claim, "spec", "storageClassName");
        BigDecimal size = Quantity.parse(Json.string(claim, "spec", "resources", "requests", "storage"));
        usage.put("persistentvolumeclaims", BigDecimal.ONE);
        usage.put("requests.storage", size == null ? BigDecimal.ZERO : size);
        if (!storageClass.isEmpty()) {
            usage.put(storageClass + OF_CLASS + "persistentvolumeclaims", BigDecimal.ONE);
            usage.put(storageClass + OF_CLASS + "requests.storage", size == null ? BigDecimal.ZERO : size);
        }
    }

    /// What is missing in a pod that a quota of compute resources applies to: each of its containers has to say
    /// what it needs. Null when nothing is.
    ///
    /// @param limited the names that the quota limits
    static @Nullable String unstated(ObjectNode pod, Set<String> limited) {
        Map<String, Set<String>> missing = new TreeMap<>();
        for (String field : List.of("containers", "initContainers")) {
            for (JsonNode container : Json.arrayAt(pod, "spec", field)) {
                for (String name : limited) {
                    if (MUST_BE_STATED.contains(name) && !states(container, name)) {
                        missing.computeIfAbsent(name, _ -> new TreeSet<>()).add(Json.string(container, "name"));
                    }
                }
            }
        }
        List<String> texts = new ArrayList<>();
        missing.forEach((name, containers) -> texts.add(name + " for: " + String.join(",", containers)));
        return texts.isEmpty() ? null : "must specify " + String.join("; ", texts);
    }

    private static boolean states(JsonNode container, String name) {
        String kind = name.startsWith("limits.") ? "limits" : "requests";
        return Json.at(container, "resources", kind, name.substring(name.indexOf('.') + 1)) != null;
    }

    /// Whether a quota is about this object, by its scopes. Only pods have any; a quota with scopes counts
    /// nothing else.
    public static boolean isInScope(ObjectNode quota, String resource, ObjectNode object) {
        var scopes = Json.arrayAt(quota, "spec", "scopes");
        var terms = Json.arrayAt(quota, "spec", "scopeSelector", "matchExpressions");
        if (!resource.equals("pods")) {
            return scopes.isEmpty() && terms.isEmpty();
        }
        for (JsonNode scope : scopes) {
            if (!QuotaScope.of(scope.asString(""), object)) {
                return false;
            }
        }
        for (JsonNode term : terms) {
            if (!QuotaScope.matches(term, object)) {
                return false;
            }
        }
        return true;
    }

    /// An amount as statuses and messages show it.
    ///
    /// @param name what is limited; bytes are shown in binary units
    public static String shown(String name, BigDecimal amount) {
        boolean bytes = name.endsWith("memory") || name.endsWith("storage") || name.contains("hugepages-");
        return Quantity.text(amount, bytes);
    }

    /// The name of a quota for messages.
    static String name(ObjectNode quota) {
        return Metadata.name(quota);
    }
}
