package sh.karpenter.local.kubernetes.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Checks what all objects have in common.
public final class MetadataValidation {
    private static final int MOST_ANNOTATION_BYTES = 256 * 1024;
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
    private static final String NAME_RULE =
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
                    + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is"
                    + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    private static final String KEY_RULE =
            "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with"
                    + " an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation"
                    + " is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g."
                    + " 'example.com/MyName')";
    private static final Set<String> STANDARD_FINALIZERS = Set.of("kubernetes", "orphan", "foregroundDeletion");
    private static final String VALUE_RULE =
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must"
                    + " start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex"
                    + " used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private MetadataValidation() {}

    /// The errors in the metadata of an object.
    public static List<FieldError> check(ObjectNode object, NameRule rule) {
        List<FieldError> errors = new ArrayList<>();
        String name = Json.string(object, "metadata", "name");
        if (name.isEmpty()) {
            errors.add(FieldError.required("metadata.name", "name or generateName is required"));
        } else {
            String prefix = Json.string(object, "metadata", "generateName");
            if (!prefix.isEmpty() && name.startsWith(prefix)) {
                rule.prefixProblems(prefix)
                        .forEach(problem -> errors.add(FieldError.invalid("metadata.generateName", prefix, problem)));
            }
            rule.problems(name).forEach(problem -> errors.add(FieldError.invalid("metadata.name", name, problem)));
        }
        labels(Json.objectAt(object, "metadata", "labels"), "metadata.labels", errors);
        annotations(Json.objectAt(object, "metadata", "annotations"), errors);
        owners(object, errors);
        finalizers(object, errors);
        return errors;
    }

    /// The errors in a map of labels at a path.
    public static void labels(@Nullable ObjectNode labels, String path, List<FieldError> errors) {
        if (labels == null) {
            return;
        }
        for (var label : labels.properties()) {
            for (String problem : keyProblems(label.getKey())) {
                errors.add(FieldError.invalid(path, label.getKey(), problem));
            }
            String value = label.getValue().asString("");
            if (value.length() > 63) {
                errors.add(FieldError.invalid(path, value, "must be no more than 63 bytes"));
            } else if (!value.isEmpty() && !NAME.matcher(value).matches()) {
                errors.add(FieldError.invalid(path, value, VALUE_RULE));
            }
        }
    }

    private static void annotations(@Nullable ObjectNode annotations, List<FieldError> errors) {
        if (annotations == null) {
            return;
        }
        long size = 0;
        for (var annotation : annotations.properties()) {
            for (String problem : keyProblems(annotation.getKey().toLowerCase(Locale.ROOT))) {
                errors.add(FieldError.invalid("metadata.annotations", annotation.getKey(), problem));
            }
            size += annotation.getKey().length()
                    + annotation.getValue().asString("").length();
        }
        if (size > MOST_ANNOTATION_BYTES) {
            errors.add(new FieldError(
                    FieldError.Type.TOO_LONG,
                    "metadata.annotations",
                    "",
                    "may not be more than " + MOST_ANNOTATION_BYTES + " bytes"));
        }
    }

    /// What is wrong with a key such as `example.com/name`.
    static List<String> keyProblems(String key) {
        int slash = key.indexOf('/');
        String name = key.substring(slash + 1);
        if (name.contains("/")) {
            return List.of(KEY_RULE);
        }
        List<String> problems = new ArrayList<>();
        if (slash == 0) {
            problems.add("prefix part must be non-empty");
        } else if (slash > 0) {
            NameRule.SUBDOMAIN
                    .problems(key.substring(0, slash))
                    .forEach(problem -> problems.add("prefix part " + problem));
        }
        if (name.isEmpty()) {
            problems.add("name part must be non-empty");
        } else if (name.length() > 63) {
            problems.add("name part must be no more than 63 bytes");
        }
        if (!NAME.matcher(name).matches()) {
            problems.add(NAME_RULE);
        }
        return problems;
    }

    private static void finalizers(ObjectNode object, List<FieldError> errors) {
        for (JsonNode finalizer : Json.arrayAt(object, "metadata", "finalizers")) {
            String name = finalizer.asString("");
            keyProblems(name).forEach(problem -> errors.add(FieldError.invalid("metadata.finalizers", name, problem)));
        }
    }

    /// The errors in finalizers that only built-in kinds are asked for.
    static void standardFinalizers(ObjectNode object, List<FieldError> errors) {
        int at = 0;
        for (JsonNode finalizer : Json.arrayAt(object, "metadata", "finalizers")) {
            String name = finalizer.asString("");
            if (!name.contains("/") && !STANDARD_FINALIZERS.contains(name)) {
                errors.add(FieldError.invalid(
                        "metadata.finalizers[" + at + "]",
                        name,
                        "name is neither a standard finalizer name nor is it fully qualified"));
            }
            at++;
        }
    }

    private static void owners(ObjectNode object, List<FieldError> errors) {
        List<String> controllers = new ArrayList<>();
        JsonNode owners = Json.arrayAt(object, "metadata", "ownerReferences");
        for (JsonNode owner : owners) {
            for (String field : List.of("apiVersion", "kind", "name", "uid")) {
                if (Json.string(owner, field).isEmpty()) {
                    errors.add(FieldError.invalid("metadata.ownerReferences." + field, "", "must not be empty"));
                }
            }
            if (Json.string(owner, "apiVersion").equals("v1")
                    && Json.string(owner, "kind").equals("Event")) {
                errors.add(FieldError.invalid(
                        "metadata.ownerReferences", owner, "/v1, Kind=Event is disallowed from being an owner"));
            }
            if (Json.isTrue(owner, "controller")) {
                controllers.add(Json.string(owner, "kind") + "/" + Json.string(owner, "name"));
            }
        }
        if (controllers.size() > 1) {
            errors.add(FieldError.invalid(
                    "metadata.ownerReferences",
                    owners,
                    "Only one reference can have Controller set to true. Found \"true\" in references for "
                            + controllers.get(0) + " and " + controllers.get(1)));
        }
    }
}
