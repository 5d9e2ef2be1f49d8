package sh.karpenter.local.kubernetes.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What may not change once an object exists.
final class ImmutableFields {
    private static final String IMMUTABLE = "field is immutable";
    private static final String POD_RULE =
            "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
                    + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
                    + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";
    private static final Set<String> STATEFUL_SET_MUTABLE = Set.of(
            "replicas",
            "template",
            "updateStrategy",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy",
            "minReadySeconds",
            "ordinals");

    private ImmutableFields() {}

    static void check(String kind, ObjectNode next, ObjectNode previous, List<FieldError> errors) {
        switch (kind) {
            case "Deployment.apps", "ReplicaSet.apps", "DaemonSet.apps" ->
                same(next, previous, errors, "spec", "selector");
            case "StatefulSet.apps" -> statefulSet(next, previous, errors);
            case "Job.batch" -> job(next, previous, errors);
            case "Pod" -> pod(next, previous, errors);
            case "Node" -> node(next, previous, errors);
            case "Secret" -> {
                same(next, previous, errors, "type");
                frozen(next, previous, errors, "data");
            }
            case "ConfigMap" -> {
                frozen(next, previous, errors, "data");
                frozen(next, previous, errors, "binaryData");
            }
            case "PriorityClass.scheduling.k8s.io" -> {
                if (!Json.same(next.get("value"), previous.get("value"))) {
                    errors.add(FieldError.forbidden("value", "may not be changed in an update."));
                }
                same(next, previous, errors, "preemptionPolicy");
            }
            case "StorageClass.storage.k8s.io" -> {
                for (String field : List.of("provisioner", "parameters", "reclaimPolicy", "volumeBindingMode")) {
                    same(next, previous, errors, field);
                }
            }
            case "RoleBinding.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io" -> {
                if (!Json.same(next.get("roleRef"), previous.get("roleRef"))) {
                    errors.add(FieldError.invalid("roleRef", next.get("roleRef"), "cannot change roleRef"));
                }
            }
            case "Service" -> {
                if (!Json.string(previous, "spec", "clusterIP").isEmpty()
                        && !Json.string(next, "spec", "type").equals("ExternalName")) {
                    JsonNode address = Json.at(next, "spec", "clusterIP");
                    if (!Json.same(address, Json.at(previous, "spec", "clusterIP"))) {
                        errors.add(FieldError.invalid(
                                "spec.clusterIPs[0]", Json.array().add(address), "may not change once set"));
                    }
                }
            }
            case "PersistentVolumeClaim" -> claim(next, previous, errors);
            default -> {}
        }
    }

    private static void same(ObjectNode next, ObjectNode previous, List<FieldError> errors, String... path) {
        JsonNode value = Json.at(next, path);
        if (!Json.same(value, Json.at(previous, path))) {
            errors.add(FieldError.invalid(String.join(".", path), value, IMMUTABLE));
        }
    }

    private static void frozen(ObjectNode next, ObjectNode previous, List<FieldError> errors, String field) {
        if (!Json.isTrue(previous, "immutable")) {
            return;
        }
        if (!Json.isTrue(next, "immutable") && field.equals("data")) {
            errors.add(FieldError.forbidden("immutable", "field is immutable when `immutable` is set"));
        }
        if (!Json.same(next.get(field), previous.get(field))) {
            errors.add(FieldError.forbidden(field, "field is immutable when `immutable` is set"));
        }
    }

    private static void statefulSet(ObjectNode next, ObjectNode previous, List<FieldError> errors) {
        ObjectNode left = Json.child(next, "spec").deepCopy();
        ObjectNode right = Json.child(previous.deepCopy(), "spec");
        left.remove(STATEFUL_SET_MUTABLE);
        right.remove(STATEFUL_SET_MUTABLE);
        if (!left.equals(right)) {
            errors.add(FieldError.forbidden(
                    "spec",
                    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
                            + " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and"
                            + " 'minReadySeconds' are forbidden"));
        }
    }

    private static void job(ObjectNode next, ObjectNode previous, List<FieldError> errors) {
        same(next, previous, errors, "spec", "selector");
        if (!Json.isTrue(previous, "spec", "suspend")) {
            same(next, previous, errors, "spec", "template");
        }
        if (!Json.string(next, "spec", "completionMode").equals("Indexed")) {
            same(next, previous, errors, "spec", "completions");
        }
    }

    private static void node(ObjectNode next, ObjectNode previous, List<FieldError> errors) {
        for (String field : List.of("providerID", "podCIDR", "podCIDRs")) {
            JsonNode before = Json.at(previous, "spec", field);
            boolean unset =
                    before == null || (before.isEmpty() && before.asString("").isEmpty());
            if (!unset && !Json.same(Json.at(next, "spec", field), before)) {
                errors.add(FieldError.forbidden(
                        "spec." + field, "node updates may not change " + field + " except from \"\" to valid"));
            }
        }
    }

    private static void claim(ObjectNode next, ObjectNode previous, List<FieldError> errors) {
        ObjectNode left = Json.child(next, "spec").deepCopy();
        ObjectNode right = Json.child(previous.deepCopy(), "spec");
        boolean unbound = Json.string(previous, "spec", "volumeName").isEmpty();
        for (ObjectNode spec : List.of(left, right)) {
            spec.remove(List.of("resources", "volumeAttributesClassName"));
            if (unbound) {
                spec.remove("volumeName");
                if (Json.at(previous, "spec", "storageClassName") == null) {
                    spec.remove("storageClassName");
                }
            }
        }
        if (!left.equals(right)) {
            errors.add(FieldError.forbidden(
                    "spec",
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound"
                            + " claims"));
        }
    }

    private static void pod(ObjectNode next, ObjectNode previous, List<FieldError> errors) {
        for (String field : List.of("containers", "initContainers")) {
            if (Json.arrayAt(next, "spec", field).size()
                    != Json.arrayAt(previous, "spec", field).size()) {
                errors.add(FieldError.forbidden("spec." + field, "pod updates may not add or remove containers"));
                return;
            }
        }
        ObjectNode left = mutableRemoved(next, previous);
        ObjectNode right = mutableRemoved(previous, previous);
        if (!left.equals(right)) {
            errors.add(FieldError.forbidden("spec", POD_RULE));
        }
        ArrayNode before = Json.arrayAt(previous, "spec", "tolerations");
        List<JsonNode> after = new ArrayList<>();
        Json.arrayAt(next, "spec", "tolerations").forEach(after::add);
        for (JsonNode toleration : before) {
            if (!after.contains(toleration)) {
                errors.add(FieldError.forbidden(
                        "spec.tolerations", "existing toleration can not be modified except its tolerationSeconds"));
                break;
            }
        }
        List<JsonNode> gates = new ArrayList<>();
        Json.arrayAt(previous, "spec", "schedulingGates").forEach(gates::add);
        for (JsonNode gate : Json.arrayAt(next, "spec", "schedulingGates")) {
            if (!gates.contains(gate)) {
                errors.add(FieldError.forbidden(
                        "spec.schedulingGates",
                        "only deletion is allowed, but found new scheduling gate '" + Json.string(gate, "name") + "'"));
            }
        }
    }

    private static ObjectNode mutableRemoved(ObjectNode pod, ObjectNode previous) {
        ObjectNode spec = Json.child(pod.deepCopy(), "spec");
        for (String field : List.of("containers", "initContainers")) {
            for (JsonNode container : Json.arrayAt(spec, field)) {
                if (container instanceof ObjectNode object) {
                    object.remove(List.of("image", "imagePullPolicy"));
                }
            }
        }
        spec.remove(List.of(
                "activeDeadlineSeconds",
                "tolerations",
                "schedulingGates",
                "terminationGracePeriodSeconds",
                "ephemeralContainers"));
        if (!Json.arrayAt(previous, "spec", "schedulingGates").isEmpty()) {
            spec.remove(List.of("nodeSelector", "affinity"));
        }
        return spec;
    }
}
