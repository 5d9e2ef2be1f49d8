package sh.karpenter.local.kubernetes.builtin;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a pod or a template of pods may say.
///
/// @param findings gets what is wrong
record PodValidation(Findings findings) {

    /// @param path of the specification
    void check(@Nullable ObjectNode spec, String path) {
        check(spec, path, Set.of());
    }

    /// @param claimed names of volumes that each pod gets besides those of the specification
    void check(@Nullable ObjectNode spec, String path, Set<String> claimed) {
        if (spec == null) {
            findings.required(path + ".containers", "");
            return;
        }
        Set<String> volumes = volumes(spec, path + ".volumes");
        volumes.addAll(claimed);
        ContainerValidation container = new ContainerValidation(findings, volumes);
        Set<String> names = new LinkedHashSet<>();
        if (Json.arrayAt(spec, "containers").isEmpty()) {
            findings.required(path + ".containers", "");
        }
        for (String field : List.of("containers", "initContainers")) {
            int at = 0;
            for (JsonNode one : Json.arrayAt(spec, field)) {
                container.check(one, path + "." + field + "[" + at++ + "]", names);
            }
        }
        findings.optionalOneOf(spec, "restartPolicy", path + ".restartPolicy", List.of("Always", "OnFailure", "Never"));
        findings.optionalOneOf(
                spec,
                "dnsPolicy",
                path + ".dnsPolicy",
                List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"));
        new PlacementValidation(findings).check(spec, path);
        Long deadline = Json.number(spec, "activeDeadlineSeconds");
        if (deadline != null && (deadline < 1 || deadline > Integer.MAX_VALUE)) {
            findings.invalid(
                    path + ".activeDeadlineSeconds",
                    spec.get("activeDeadlineSeconds"),
                    "must be between 1 and 2147483647, inclusive");
        }
    }

    /// What only a new pod is asked.
    void checkNew(@Nullable ObjectNode spec) {
        if (!Json.string(spec, "nodeName").isEmpty()
                && !Json.arrayAt(spec, "schedulingGates").isEmpty()) {
            findings.forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared");
        }
    }

    private Set<String> volumes(ObjectNode spec, String list) {
        Set<String> names = new LinkedHashSet<>();
        int at = 0;
        for (JsonNode volume : Json.arrayAt(spec, "volumes")) {
            String path = list + "[" + at++ + "]";
            source(volume, path);
            String name = Json.string(volume, "name");
            if (name.isEmpty()) {
                findings.required(path + ".name", "");
            } else {
                NameRule.LABEL.problems(name).forEach(problem -> findings.invalid(path + ".name", name, problem));
                if (!names.add(name)) {
                    findings.errors().add(FieldError.duplicate(path + ".name", volume.path("name")));
                }
            }
        }
        return names;
    }

    private void source(JsonNode volume, String path) {
        List<String> kinds = volume.propertyNames().stream()
                .filter(name -> !name.equals("name"))
                .toList();
        for (String more : kinds.size() > 1 ? kinds.subList(1, kinds.size()) : List.<String>of()) {
            findings.forbidden(path + "." + more, "may not specify more than 1 volume type");
        }
        if (Json.objectAt(volume, "persistentVolumeClaim") != null
                && Json.string(volume, "persistentVolumeClaim", "claimName").isEmpty()) {
            findings.required(path + ".persistentVolumeClaim.claimName", "");
        }
    }
}
