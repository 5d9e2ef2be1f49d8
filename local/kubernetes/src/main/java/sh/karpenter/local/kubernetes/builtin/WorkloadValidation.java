package sh.karpenter.local.kubernetes.builtin;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.selector.LabelSelector;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What kinds that make pods may say.
///
/// @param findings gets what is wrong
record WorkloadValidation(Findings findings) {
    private static final List<String> JOB_NUMBERS =
            List.of("parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished");

    /// @param kind for example `Deployment`
    void workload(String kind, ObjectNode object) {
        ObjectNode spec = Json.child(object, "spec");
        if (kind.equals("StatefulSet")
                && !List.of("OrderedReady", "Parallel").contains(Json.string(spec, "podManagementPolicy"))) {
            findings.invalid(
                    "spec.podManagementPolicy",
                    Json.string(spec, "podManagementPolicy"),
                    "must be 'OrderedReady' or 'Parallel'");
        }
        findings.notNegative(spec, "replicas", "spec.replicas");
        selector(kind, spec);
        findings.notNegative(spec, "minReadySeconds", "spec.minReadySeconds");
        ObjectNode template = Json.objectAt(spec, "template");
        Set<String> claimed = new LinkedHashSet<>();
        Json.arrayAt(spec, "volumeClaimTemplates")
                .forEach(claim -> claimed.add(Json.string(claim, "metadata", "name")));
        new PodValidation(findings).check(Json.objectAt(template, "spec"), "spec.template.spec", claimed);
        String policy = Json.string(template, "spec", "restartPolicy");
        if (List.of("OnFailure", "Never").contains(policy)) {
            findings.oneOf(
                    Json.child(Json.child(spec, "template"), "spec"),
                    "restartPolicy",
                    "spec.template.spec.restartPolicy",
                    List.of("Always"));
        }
        switch (kind) {
            case "Deployment" -> strategy(spec, "strategy", List.of("Recreate", "RollingUpdate"));
            case "DaemonSet" -> strategy(spec, "updateStrategy", List.of("RollingUpdate", "OnDelete"));
            default -> {}
        }
    }

    private void selector(String kind, ObjectNode spec) {
        LabelSelector selector = LabelSelector.of(Json.at(spec, "selector"));
        JsonNode labels = Json.at(spec, "template", "metadata", "labels");
        if (selector == null) {
            findings.required("spec.selector", "");
        } else if (selector.isEverything()) {
            findings.invalid(
                    "spec.selector",
                    spec.get("selector"),
                    "empty selector is invalid for " + kind.toLowerCase(Locale.ROOT));
            return;
        }
        Map<String, String> present = Metadata.labels(Json.objectAt(spec, "template"));
        if (selector == null || !selector.matches(present)) {
            findings.invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
        }
    }

    private void strategy(ObjectNode spec, String field, List<String> types) {
        ObjectNode strategy = Json.objectAt(spec, field);
        String type = Json.string(strategy, "type");
        ObjectNode rolling = Json.objectAt(strategy, "rollingUpdate");
        String path = "spec." + field;
        if (!types.contains(type)) {
            ObjectNode shown = Json.object().put("Type", type).putNull("RollingUpdate");
            findings.errors().add(FieldError.notSupported(path, shown, types));
        } else if (type.equals("Recreate") && rolling != null) {
            findings.forbidden(path + ".rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
        } else if (type.equals("RollingUpdate")) {
            rolling(rolling, path + ".rollingUpdate");
        }
    }

    private void rolling(@Nullable ObjectNode rolling, String path) {
        JsonNode surge = Json.at(rolling, "maxSurge");
        JsonNode away = Json.at(rolling, "maxUnavailable");
        findings.amount(away, path + ".maxUnavailable", false);
        findings.amount(surge, path + ".maxSurge", false);
        if (isNothing(surge) && isNothing(away)) {
            findings.invalid(path + ".maxUnavailable", away, "may not be 0 when `maxSurge` is 0");
        }
        findings.amount(away != null && away.isString() ? tooMuch(away) : null, path + ".maxUnavailable", true);
    }

    /// A percentage above all, else null, so that it is told once.
    private static @Nullable JsonNode tooMuch(JsonNode share) {
        String text = share.asString("");
        return text.matches("[0-9]+%") && Integer.parseInt(text.substring(0, text.length() - 1)) > 100 ? share : null;
    }

    private static boolean isNothing(@Nullable JsonNode amount) {
        return amount != null
                && (amount.isNumber()
                        ? amount.longValue() == 0
                        : amount.asString("").equals("0%"));
    }

    /// @param path of the specification
    void job(@Nullable ObjectNode spec, String path) {
        if (spec == null) {
            findings.required(path + ".template.spec.containers", "");
            return;
        }
        JOB_NUMBERS.forEach(field -> findings.notNegative(spec, field, path + "." + field));
        new PodValidation(findings).check(Json.objectAt(spec, "template", "spec"), path + ".template.spec");
        if (Json.string(spec, "template", "spec", "restartPolicy").equals("Always")) {
            findings.required(path + ".template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\"");
        }
    }

    void cronJob(ObjectNode cronJob) {
        ObjectNode spec = Json.child(cronJob, "spec");
        String schedule = Json.string(spec, "schedule");
        List<String> fields = List.of(schedule.strip().split("\\s+", -1));
        if (schedule.isEmpty()) {
            findings.required("spec.schedule", "");
        } else if (fields.size() != 5 && !schedule.startsWith("@")) {
            findings.invalid(
                    "spec.schedule",
                    schedule,
                    "expected exactly 5 fields, found " + fields.size() + ": [" + String.join(" ", fields) + "]");
        }
        findings.oneOf(spec, "concurrencyPolicy", "spec.concurrencyPolicy", List.of("Allow", "Forbid", "Replace"));
        job(Json.objectAt(spec, "jobTemplate", "spec"), "spec.jobTemplate.spec");
    }
}
