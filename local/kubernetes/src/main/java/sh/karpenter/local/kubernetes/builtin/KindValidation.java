package sh.karpenter.local.kubernetes.builtin;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.object.Quantity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The validation of built-in kinds, for the mistakes that people and controllers make.
final class KindValidation {
    private static final List<String> TAINT_EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");
    private static final List<String> ACCESS_MODES =
            List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
    private static final Set<String> VOLUME_FIELDS = Set.of("capacity", "claimRef", "nodeAffinity");
    private static final Set<String> SYSTEM_CLASSES = Set.of("system-node-critical", "system-cluster-critical");
    private static final long HIGHEST_PRIORITY = 1_000_000_000;

    private KindValidation() {}

    static void check(String kind, ObjectNode object, List<FieldError> errors) {
        Findings findings = new Findings(errors);
        if (!kind.endsWith(".apiextensions.k8s.io")) {
            MetadataValidation.standardFinalizers(object, errors);
        }
        switch (kind) {
            case "Pod" -> new PodValidation(findings).check(Json.objectAt(object, "spec"), "spec");
            case "Deployment.apps", "ReplicaSet.apps", "DaemonSet.apps", "StatefulSet.apps" ->
                new WorkloadValidation(findings).workload(kind.substring(0, kind.indexOf('.')), object);
            case "Job.batch" -> new WorkloadValidation(findings).job(Json.objectAt(object, "spec"), "spec");
            case "CronJob.batch" -> new WorkloadValidation(findings).cronJob(object);
            case "Service" -> new ServiceValidation(findings).check(Json.child(object, "spec"));
            case "ConfigMap", "Secret" -> new DataValidation(findings).check(object);
            case "Role.rbac.authorization.k8s.io", "ClusterRole.rbac.authorization.k8s.io" ->
                new RoleValidation(findings).role(object, kind.startsWith("Role"));
            case "RoleBinding.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io" ->
                new RoleValidation(findings).binding(object, kind.startsWith("RoleBinding"));
            case "Lease.coordination.k8s.io" -> lease(object, findings);
            case "RuntimeClass.node.k8s.io" -> findings.present(object, "handler", "handler");
            case "PriorityClass.scheduling.k8s.io" -> priority(object, findings);
            case "HorizontalPodAutoscaler.autoscaling" -> autoscaler(object, findings);
            case "Node" -> node(object, findings);
            case "PodDisruptionBudget.policy" -> budget(object, findings);
            case "PersistentVolumeClaim" -> claim(object, findings);
            case "PersistentVolume" -> volume(object, findings);
            case "ResourceQuota" -> new LimitValidation(findings).quota(object);
            case "LimitRange" -> new LimitValidation(findings).range(object);
            case "Ingress.networking.k8s.io" -> new NetworkValidation(findings).ingress(object);
            case "NetworkPolicy.networking.k8s.io" -> new NetworkValidation(findings).policy(object);
            case "StorageClass.storage.k8s.io" -> {
                findings.present(object, "provisioner", "provisioner");
                findings.oneOf(object, "reclaimPolicy", "reclaimPolicy", List.of("Delete", "Retain"));
                findings.oneOf(
                        object, "volumeBindingMode", "volumeBindingMode", List.of("Immediate", "WaitForFirstConsumer"));
            }
            case "Event" -> event(object, errors);
            default -> {}
        }
    }

    private static void node(ObjectNode node, Findings findings) {
        int at = 0;
        Set<String> seen = new LinkedHashSet<>();
        for (JsonNode taint : Json.arrayAt(node, "spec", "taints")) {
            // The real server calls the place this.
            String path = "metadata.taints[" + at++ + "]";
            String key = Json.string(taint, "key");
            String effect = Json.string(taint, "effect");
            findings.key(key, path + ".key");
            findings.oneOf(taint, "effect", path + ".effect", TAINT_EFFECTS);
            if (!seen.add(key + ":" + effect)) {
                ObjectNode shown = Json.object().put("Key", key).put("Value", Json.string(taint, "value"));
                shown.put("Effect", effect)
                        .set(
                                "TimeAdded",
                                taint.path("timeAdded").isString()
                                        ? taint.get("timeAdded")
                                        : Json.object().nullNode());
                findings.errors()
                        .add(new FieldError(
                                FieldError.Type.DUPLICATE,
                                path,
                                Json.text(shown),
                                "taints must be unique by key and effect pair"));
            }
        }
    }

    private static void budget(ObjectNode budget, Findings findings) {
        ObjectNode spec = Json.child(budget, "spec");
        JsonNode most = Json.at(spec, "maxUnavailable");
        JsonNode least = Json.at(spec, "minAvailable");
        if (most != null && least != null) {
            ObjectNode shown = Json.object();
            shown.set("MinAvailable", least);
            shown.set("Selector", spec.path("selector").isObject() ? spec.get("selector") : shown.nullNode());
            shown.set("MaxUnavailable", most);
            JsonNode policy = spec.get("unhealthyPodEvictionPolicy");
            shown.set("UnhealthyPodEvictionPolicy", policy == null ? shown.nullNode() : policy);
            findings.invalid("spec", shown, "minAvailable and maxUnavailable cannot be both set");
        }
        findings.amount(least, "spec.minAvailable", true);
        findings.amount(most, "spec.maxUnavailable", true);
        findings.optionalOneOf(
                spec,
                "unhealthyPodEvictionPolicy",
                "spec.unhealthyPodEvictionPolicy",
                List.of("AlwaysAllow", "IfHealthyBudget"));
        new PlacementValidation(findings).selector(Json.objectAt(spec, "selector"), "spec.selector");
    }

    private static void claim(ObjectNode claim, Findings findings) {
        accessModes(claim, "at least 1 access mode is required", findings);
        JsonNode storage = Json.at(claim, "spec", "resources", "requests", "storage");
        BigDecimal size = storage == null ? null : Quantity.parse(storage.asString(""));
        if (size == null) {
            findings.required("spec.resources[storage]", "");
        } else if (size.signum() <= 0) {
            findings.invalid("spec.resources[storage]", storage, "must be greater than zero");
        }
    }

    private static void volume(ObjectNode volume, Findings findings) {
        accessModes(volume, "", findings);
        ObjectNode capacity = Json.objectAt(volume, "spec", "capacity");
        if (capacity == null || capacity.isEmpty()) {
            findings.required("spec.capacity", "");
        }
        if (capacity == null || !capacity.has("storage") || capacity.size() > 1) {
            JsonNode shown = capacity == null ? Json.object().nullNode() : capacity;
            findings.errors().add(FieldError.notSupported("spec.capacity", shown, List.of("storage")));
        }
        JsonNode storage = Json.at(capacity, "storage");
        BigDecimal size = storage == null ? null : Quantity.parse(storage.asString(""));
        if (size != null && size.signum() <= 0) {
            findings.invalid("spec.capacity[storage]", storage, "must be greater than zero");
        }
        ObjectNode spec = Json.child(volume, "spec");
        if (!isSourced(spec)) {
            findings.required("spec", "must specify a volume type");
        }
        findings.optionalOneOf(
                spec,
                "persistentVolumeReclaimPolicy",
                "spec.persistentVolumeReclaimPolicy",
                List.of("Delete", "Recycle", "Retain"));
        findings.name(spec, "storageClassName", "spec.storageClassName", NameRule.SUBDOMAIN);
        findings.optionalOneOf(spec, "volumeMode", "spec.volumeMode", List.of("Block", "Filesystem"));
    }

    /// Whether it says where the volume comes from: whatever is not about the volume as such.
    private static boolean isSourced(ObjectNode spec) {
        return spec.properties().stream()
                .anyMatch(
                        member -> member.getValue() instanceof ObjectNode && !VOLUME_FIELDS.contains(member.getKey()));
    }

    private static void accessModes(ObjectNode object, String whenMissing, Findings findings) {
        if (Json.arrayAt(object, "spec", "accessModes").isEmpty()) {
            findings.required("spec.accessModes", whenMissing);
        }
        for (JsonNode mode : Json.arrayAt(object, "spec", "accessModes")) {
            if (!ACCESS_MODES.contains(mode.asString(""))) {
                findings.errors().add(FieldError.notSupported("spec.accessModes", mode, ACCESS_MODES));
            }
        }
    }

    private static void lease(ObjectNode lease, Findings findings) {
        ObjectNode spec = Json.child(lease, "spec");
        Long seconds = Json.number(spec, "leaseDurationSeconds");
        if (seconds != null && seconds <= 0) {
            findings.invalid("spec.leaseDurationSeconds", spec.get("leaseDurationSeconds"), "must be greater than 0");
        }
        findings.notNegative(spec, "leaseTransitions", "spec.leaseTransitions");
    }

    private static void priority(ObjectNode priority, Findings findings) {
        String name = Metadata.name(priority);
        if (name.startsWith("system-")) {
            if (!SYSTEM_CLASSES.contains(name)) {
                findings.forbidden(
                        "metadata.name",
                        "priority class names with 'system-' prefix are reserved for system use only. error: " + name
                                + " is not a known system priority class");
            }
            return;
        }
        Long value = Json.number(priority, "value");
        if (value != null && value > HIGHEST_PRIORITY) {
            findings.forbidden("value", "maximum allowed value of a user defined priority is " + HIGHEST_PRIORITY);
        }
    }

    private static void autoscaler(ObjectNode autoscaler, Findings findings) {
        ObjectNode spec = Json.child(autoscaler, "spec");
        Long least = Json.number(spec, "minReplicas");
        Long most = Json.number(spec, "maxReplicas");
        if (most == null || most < 1) {
            findings.invalid("spec.maxReplicas", spec.get("maxReplicas"), "must be greater than 0");
        } else if (least != null && most < least) {
            findings.invalid(
                    "spec.maxReplicas", spec.get("maxReplicas"), "must be greater than or equal to `minReplicas`");
        }
        ObjectNode target = Json.child(spec, "scaleTargetRef");
        findings.present(target, "kind", "spec.scaleTargetRef.kind");
        findings.present(target, "name", "spec.scaleTargetRef.name");
        String version = Json.string(target, "apiVersion");
        if (!version.contains("/") && !Json.string(target, "kind").equals("ReplicationController")) {
            findings.invalid("spec.scaleTargetRef.apiVersion", version, "apiVersion must specify API group");
        }
    }

    private static void event(ObjectNode event, List<FieldError> errors) {
        String about = Json.string(event, "involvedObject", "namespace");
        String namespace = Metadata.namespace(event);
        if (!about.equals(namespace) && !(about.isEmpty() && namespace.equals("default"))) {
            errors.add(FieldError.invalid("involvedObject.namespace", about, "does not match event.namespace"));
        }
    }
}
