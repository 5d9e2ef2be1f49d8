package sh.karpenter.local.kubernetes.builtin;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Quantity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What quotas and limit ranges may say.
///
/// @param findings gets what is wrong
record LimitValidation(Findings findings) {
    private static final Set<String> COUNTED = Set.of(
            "configmaps",
            "persistentvolumeclaims",
            "pods",
            "replicationcontrollers",
            "resourcequotas",
            "secrets",
            "services",
            "services.loadbalancers",
            "services.nodeports");
    private static final Set<String> COMPUTED = Set.of("cpu", "memory", "ephemeral-storage", "storage");
    private static final Set<String> SCOPES = Set.of(
            "Terminating",
            "NotTerminating",
            "BestEffort",
            "NotBestEffort",
            "PriorityClass",
            "CrossNamespacePodAffinity",
            "VolumeAttributesClass");
    private static final Set<String> LIMITED = Set.of("Container", "Pod", "PersistentVolumeClaim");

    void quota(ObjectNode quota) {
        ObjectNode hard = Json.objectAt(quota, "spec", "hard");
        for (String name : names(hard)) {
            String path = "spec.hard[" + name + "]";
            MetadataValidation.keyProblems(name).forEach(problem -> findings.invalid(path, name, problem));
            if (!name.contains("/") && !isStandard(name)) {
                findings.invalid(path, name, "must be a standard resource type or fully qualified");
                findings.invalid(path, name, "must be a standard resource for quota");
            }
            BigDecimal amount = amount(hard, name);
            if (amount != null && amount.signum() < 0) {
                findings.invalid(path, shown(hard, name), "must be greater than or equal to 0");
            } else if (amount != null
                    && COUNTED.contains(name)
                    && amount.stripTrailingZeros().scale() > 0) {
                findings.invalid(path, shown(hard, name), "must be an integer");
            }
        }
        JsonNode scopes = Json.arrayAt(quota, "spec", "scopes");
        for (JsonNode scope : scopes) {
            if (!SCOPES.contains(scope.asString(""))) {
                findings.invalid("spec.scopes", scopes, "unsupported scope");
                break;
            }
        }
    }

    private static boolean isStandard(String name) {
        String plain = name.replaceFirst("^(requests|limits)\\.", "");
        return COUNTED.contains(name) || COMPUTED.contains(plain) || plain.startsWith("hugepages-");
    }

    void range(ObjectNode range) {
        Set<String> types = new LinkedHashSet<>();
        int at = 0;
        for (JsonNode limit : Json.arrayAt(range, "spec", "limits")) {
            String path = "spec.limits[" + at++ + "]";
            String type = Json.string(limit, "type");
            if (!type.contains("/") && !LIMITED.contains(type)) {
                findings.invalid(path + ".type", type, "must be a standard limit type or fully qualified");
            }
            if (!types.add(type)) {
                findings.errors().add(FieldError.duplicate(path + ".type", Findings.text(type)));
            }
            limits(limit, type, path);
        }
    }

    private void limits(JsonNode limit, String type, String path) {
        for (String field : List.of("default", "defaultRequest")) {
            if (type.equals("Pod") && !names(Json.objectAt(limit, field)).isEmpty()) {
                findings.forbidden(path + "." + field, "may not be specified when `type` is 'Pod'");
            }
        }
        if (type.equals("PersistentVolumeClaim")
                && Json.at(limit, "min", "storage") == null
                && Json.at(limit, "max", "storage") == null) {
            findings.required(
                    path + ".limits", "either minimum or maximum storage value is required, but neither was provided");
        }
        Set<String> all = new TreeSet<>();
        for (String field : List.of("min", "max", "default", "defaultRequest")) {
            all.addAll(names(Json.objectAt(limit, field)));
        }
        all.forEach(resource -> order(limit, resource, path));
    }

    /// From least to most: the minimum, the default request, the default limit, the maximum.
    private void order(JsonNode limit, String resource, String path) {
        Amount least = new Amount("min", "min value", limit, resource);
        Amount most = new Amount("max", "max value", limit, resource);
        Amount asked = new Amount("defaultRequest", "default request value", limit, resource);
        Amount allowed = new Amount("default", "default value", limit, resource);
        notAbove(least, most, least, path);
        notAbove(least, asked, asked, path);
        notAbove(asked, most, asked, path);
        if (asked.isAbove(allowed) && !asked.isAbove(most)) {
            findings.invalid(
                    path + ".defaultRequest[" + resource + "]",
                    asked.text(),
                    asked.words() + " is greater than default limit value " + allowed.text());
        }
        // The real server shows the bound here, not what is out of bounds.
        notAbove(least, allowed, path + ".default[" + resource + "]", least);
        notAbove(allowed, most, path + ".default[" + resource + "]", most);
    }

    private void notAbove(Amount low, Amount high, Amount blamed, String path) {
        notAbove(low, high, path + "." + blamed.field() + "[" + blamed.resource() + "]", blamed);
    }

    private void notAbove(Amount low, Amount high, String place, Amount shown) {
        if (low.isAbove(high)) {
            findings.invalid(place, shown.text(), low.words() + " is greater than " + high.words());
        }
    }

    /// One bound of one resource.
    private record Amount(String field, String name, JsonNode limit, String resource) {
        String text() {
            return shown(Json.objectAt(limit, field), resource);
        }

        String words() {
            return name + " " + text();
        }

        boolean isAbove(Amount other) {
            BigDecimal own = amount(Json.objectAt(limit, field), resource);
            BigDecimal bound = amount(Json.objectAt(limit, other.field), resource);
            return own != null && bound != null && own.compareTo(bound) > 0;
        }
    }

    private static Set<String> names(@Nullable ObjectNode amounts) {
        return amounts == null ? Set.of() : new TreeSet<>(amounts.propertyNames());
    }

    private static @Nullable BigDecimal amount(@Nullable ObjectNode amounts, String name) {
        JsonNode value = Json.at(amounts, name);
        return value == null ? null : Quantity.parse(value.asString(""));
    }

    private static String shown(@Nullable ObjectNode amounts, String name) {
        JsonNode value = Json.at(amounts, name);
        return value == null ? "" : value.asString("");
    }
}
