package sh.karpenter.local.kubernetes.quota;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.admission.AdmissionPlugin;
import sh.karpenter.local.kubernetes.admission.AdmissionRequest;
import sh.karpenter.local.kubernetes.admission.AdmissionRequest.Operation;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Quantity;
import tools.jackson.databind.node.ObjectNode;

/// Refuses what would exceed a ResourceQuota, and charges what does not to the quota's `status.used`. What is
/// deleted is given back by the quota controller, which also counts again from time to time: a charge whose
/// write then failed would stay for ever.
///
/// A quota counts once its controller has seen it, as `status.hard` says.
public final class QuotaAdmission implements AdmissionPlugin {
    /// Resources whose updates can use more than before; of others only creation counts.
    private static final Set<String> GROWING = Set.of("services", "persistentvolumeclaims");

    private static final int ATTEMPTS = 100;

    private final Quotas quotas;

    public QuotaAdmission(Quotas quotas) {
        this.quotas = quotas;
    }

    @Override
    public void validate(AdmissionRequest request) {
        ObjectNode object = request.object();
        if (object == null
                || request.target().subresource() != null
                || !request.target().definition().namespaced()) {
            return;
        }
        String resource = request.target().definition().qualifiedName();
        String namespace = request.target().namespace();
        if (request.operation() != Operation.CREATE && !GROWING.contains(resource)) {
            return;
        }
        List<ObjectNode> present = quotas.in(namespace);
        if (present.isEmpty()) {
            return;
        }
        boolean taken = request.operation() == Operation.CREATE
                && quotas.exists(resource, namespace, request.target().name());
        for (ObjectNode quota : present) {
            check(request, resource, object, quota);
        }
        if (taken || request.options().dryRun()) {
            return;
        }
        for (ObjectNode quota : present) {
            charge(request, resource, object, quota);
        }
    }

    private void charge(AdmissionRequest request, String resource, ObjectNode object, ObjectNode listed) {
        ObjectNode quota = listed;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Map<String, BigDecimal> used = check(request, resource, object, quota);
            if (used.isEmpty()) {
                return;
            }
            ObjectNode charged = quota.deepCopy();
            ObjectNode shown = Json.child(Json.child(charged, "status"), "used");
            used.forEach((name, amount) -> shown.put(name, QuotaUsage.shown(name, amount)));
            if (quotas.replace(quota, charged)) {
                return;
            }
            ObjectNode newest = newest(request.target().namespace(), quota);
            if (newest == null) {
                return;
            }
            quota = newest;
        }
        throw request.forbidden("quota " + QuotaUsage.name(quota) + " changes too fast; please try again");
    }

    private @Nullable ObjectNode newest(String namespace, ObjectNode quota) {
        return quotas.in(namespace).stream()
                .filter(other -> QuotaUsage.name(other).equals(QuotaUsage.name(quota)))
                .findFirst()
                .orElse(null);
    }

    /// What would be used of the quota with this write, by name; empty when it takes nothing of it.
    private static Map<String, BigDecimal> check(
            AdmissionRequest request, String resource, ObjectNode object, ObjectNode quota) {
        Map<String, BigDecimal> hard = amounts(quota, "hard");
        hard.keySet().removeIf(name -> !QuotaUsage.concerns(resource, name));
        if (hard.isEmpty() || !QuotaUsage.isInScope(quota, resource, object)) {
            return Map.of();
        }
        String unstated = resource.equals("pods") ? QuotaUsage.unstated(object, hard.keySet()) : null;
        if (unstated != null) {
            throw request.forbidden("failed quota: " + QuotaUsage.name(quota) + ": " + unstated);
        }
        Map<String, BigDecimal> used = amounts(quota, "used");
        Set<String> unknown = new TreeSet<>(hard.keySet());
        unknown.removeAll(used.keySet());
        if (!unknown.isEmpty()) {
            throw request.forbidden("status unknown for quota: " + QuotaUsage.name(quota) + ", resources: "
                    + String.join(",", unknown));
        }
        Map<String, BigDecimal> wanted = wanted(resource, object, request.oldObject());
        wanted.keySet().retainAll(hard.keySet());
        wanted.values().removeIf(amount -> amount.signum() <= 0);
        Map<String, BigDecimal> after = new LinkedHashMap<>();
        wanted.forEach((name, amount) ->
                after.put(name, used.getOrDefault(name, BigDecimal.ZERO).add(amount)));
        List<String> exceeded = new ArrayList<>();
        after.forEach((name, amount) -> {
            if (amount.compareTo(hard.getOrDefault(name, BigDecimal.ZERO)) > 0) {
                exceeded.add(name);
            }
        });
        if (!exceeded.isEmpty()) {
            throw request.forbidden("exceeded quota: " + QuotaUsage.name(quota) + ", requested: "
                    + shown(exceeded, wanted) + ", used: " + shown(exceeded, used) + ", limited: "
                    + shown(exceeded, hard));
        }
        return after;
    }

    private static Map<String, BigDecimal> wanted(String resource, ObjectNode object, @Nullable ObjectNode before) {
        Map<String, BigDecimal> wanted = new TreeMap<>(QuotaUsage.of(resource, object));
        if (before != null) {
            QuotaUsage.of(resource, before)
                    .forEach((name, amount) -> wanted.merge(name, amount.negate(), BigDecimal::add));
        }
        return wanted;
    }

    private static Map<String, BigDecimal> amounts(ObjectNode quota, String field) {
        Map<String, BigDecimal> amounts = new TreeMap<>();
        ObjectNode present = Json.objectAt(quota, "status", field);
        if (present != null) {
            for (var entry : present.properties()) {
                BigDecimal amount = Quantity.parse(entry.getValue().asString(""));
                if (amount != null) {
                    amounts.put(entry.getKey(), amount);
                }
            }
        }
        return amounts;
    }

    private static String shown(List<String> names, Map<String, BigDecimal> amounts) {
        StringJoiner text = new StringJoiner(",");
        for (String name : names) {
            text.add(name + "=" + QuotaUsage.shown(name, amounts.getOrDefault(name, BigDecimal.ZERO)));
        }
        return text.toString();
    }
}
