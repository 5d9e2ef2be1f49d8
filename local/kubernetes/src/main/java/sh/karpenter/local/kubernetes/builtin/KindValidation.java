package sh.karpenter.local.kubernetes.builtin;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.object.Quantity;
import sh.karpenter.local.kubernetes.selector.LabelSelector;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The validation of built-in kinds, for the mistakes that people and controllers make.
final class KindValidation {
    private static final Set<String> TAINT_EFFECTS = Set.of("NoSchedule", "PreferNoSchedule", "NoExecute");

    private KindValidation() {}

    static void check(String kind, ObjectNode object, List<FieldError> errors) {
        switch (kind) {
            case "Pod" -> podSpec(Json.objectAt(object, "spec"), "spec", errors);
            case "Deployment.apps", "ReplicaSet.apps", "DaemonSet.apps", "StatefulSet.apps" -> workload(object, errors);
            case "Job.batch" -> job(object, errors);
            case "Node" -> node(object, errors);
            case "PodDisruptionBudget.policy" -> budget(object, errors);
            case "PersistentVolumeClaim" -> {
                if (Json.arrayAt(object, "spec", "accessModes").isEmpty()) {
                    errors.add(FieldError.required("spec.accessModes", "at least 1 access mode is required"));
                }
                if (Json.at(object, "spec", "resources", "requests", "storage") == null) {
                    errors.add(FieldError.required("spec.resources[storage]", ""));
                }
            }
            case "StorageClass.storage.k8s.io" -> {
                if (Json.string(object, "provisioner").isEmpty()) {
                    errors.add(FieldError.required("provisioner", ""));
                }
            }
            case "Event" -> event(object, errors);
            default -> {}
        }
    }

    private static void workload(ObjectNode object, List<FieldError> errors) {
        Long replicas = Json.number(object, "spec", "replicas");
        if (replicas != null && replicas < 0) {
            errors.add(FieldError.invalid(
                    "spec.replicas", Json.at(object, "spec", "replicas"), "must be greater than or equal to 0"));
        }
        LabelSelector selector = LabelSelector.of(Json.at(object, "spec", "selector"));
        ObjectNode template = Json.objectAt(object, "spec", "template");
        if (selector == null) {
            errors.add(FieldError.required("spec.selector", ""));
        } else if (selector.isEverything()) {
            errors.add(FieldError.invalid(
                    "spec.selector", Json.at(object, "spec", "selector"), "empty selector is invalid for deployment"));
        } else {
            Map<String, String> labels = Metadata.labels(template);
            if (!selector.matches(labels)) {
                errors.add(FieldError.invalid(
                        "spec.template.metadata.labels",
                        Json.at(template, "metadata", "labels"),
                        "`selector` does not match template `labels`"));
            }
        }
        podSpec(Json.objectAt(template, "spec"), "spec.template.spec", errors);
        String policy = Json.string(template, "spec", "restartPolicy");
        if (!policy.equals("Always") && !policy.isEmpty()) {
            errors.add(FieldError.notSupported(
                    "spec.template.spec.restartPolicy", Json.array().add(policy).get(0), List.of("Always")));
        }
    }

    private static void job(ObjectNode object, List<FieldError> errors) {
        podSpec(Json.objectAt(object, "spec", "template", "spec"), "spec.template.spec", errors);
        String policy = Json.string(object, "spec", "template", "spec", "restartPolicy");
        if (policy.equals("Always")) {
            errors.add(new FieldError(
                    FieldError.Type.REQUIRED,
                    "spec.template.spec.restartPolicy",
                    "",
                    "valid values: \"OnFailure\", \"Never\""));
        }
    }

    private static void podSpec(@Nullable ObjectNode spec, String path, List<FieldError> errors) {
        if (spec == null || Json.arrayAt(spec, "containers").isEmpty()) {
            errors.add(FieldError.required(path + ".containers", ""));
            return;
        }
        Set<String> names = new LinkedHashSet<>();
        for (String field : List.of("initContainers", "containers")) {
            int at = 0;
            for (JsonNode container : Json.arrayAt(spec, field)) {
                String place = path + "." + field + "[" + at++ + "]";
                String name = Json.string(container, "name");
                String problem = NameRule.LABEL.problem(name);
                if (name.isEmpty()) {
                    errors.add(FieldError.required(place + ".name", ""));
                } else if (problem != null) {
                    errors.add(FieldError.invalid(place + ".name", name, problem));
                } else if (!names.add(name)) {
                    errors.add(FieldError.duplicate(place + ".name", container.path("name")));
                }
                if (Json.string(container, "image").isEmpty()) {
                    errors.add(FieldError.required(place + ".image", ""));
                }
                resources(Json.objectAt(container, "resources"), place + ".resources", errors);
            }
        }
    }

    private static void resources(@Nullable ObjectNode resources, String path, List<FieldError> errors) {
        for (String list : List.of("limits", "requests")) {
            ObjectNode amounts = Json.objectAt(resources, list);
            if (amounts == null) {
                continue;
            }
            for (var amount : amounts.properties()) {
                var parsed = Quantity.parse(amount.getValue().asString(""));
                String place = path + "." + list + "[" + amount.getKey() + "]";
                if (parsed == null) {
                    errors.add(FieldError.invalid(
                            place,
                            amount.getValue(),
                            "quantities must match the regular expression"
                                    + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"));
                } else if (parsed.signum() < 0) {
                    errors.add(FieldError.invalid(place, amount.getValue(), "must be greater than or equal to 0"));
                } else if (list.equals("requests")) {
                    withinLimit(resources, amount.getKey(), parsed, path, errors);
                }
            }
        }
    }

    private static void withinLimit(
            @Nullable ObjectNode resources, String name, BigDecimal request, String path, List<FieldError> errors) {
        JsonNode limit = Json.at(resources, "limits", name);
        BigDecimal most = limit == null ? null : Quantity.parse(limit.asString(""));
        if (limit != null && most != null && request.compareTo(most) > 0) {
            errors.add(FieldError.invalid(
                    path + ".requests",
                    Json.at(resources, "requests", name),
                    "must be less than or equal to " + name + " limit of " + limit.asString("")));
        }
    }

    private static void node(ObjectNode node, List<FieldError> errors) {
        int at = 0;
        Set<String> seen = new LinkedHashSet<>();
        for (JsonNode taint : Json.arrayAt(node, "spec", "taints")) {
            String path = "spec.taints[" + at++ + "]";
            String key = Json.string(taint, "key");
            String effect = Json.string(taint, "effect");
            if (key.isEmpty()) {
                errors.add(FieldError.required(path + ".key", ""));
            }
            if (!TAINT_EFFECTS.contains(effect)) {
                errors.add(FieldError.notSupported(
                        path + ".effect",
                        Json.array().add(effect).get(0),
                        List.of("NoSchedule", "PreferNoSchedule", "NoExecute")));
            }
            if (!seen.add(key + ":" + effect)) {
                errors.add(FieldError.duplicate(path, taint));
            }
        }
    }

    private static void budget(ObjectNode budget, List<FieldError> errors) {
        if (Json.at(budget, "spec", "minAvailable") != null && Json.at(budget, "spec", "maxUnavailable") != null) {
            errors.add(FieldError.invalid(
                    "spec", Json.at(budget, "spec"), "minAvailable and maxUnavailable cannot be both set"));
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
