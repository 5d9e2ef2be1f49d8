package sh.karpenter.local.kubernetes.builtin;

import java.util.ArrayList;
import java.util.List;
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
            String problem = rule.problem(name);
            if (problem != null) {
                errors.add(FieldError.invalid("metadata.name", name, problem));
            }
        }
        labels(Json.objectAt(object, "metadata", "labels"), "metadata.labels", errors);
        annotations(Json.objectAt(object, "metadata", "annotations"), errors);
        owners(object, errors);
        return errors;
    }

    /// The errors in a map of labels at a path.
    public static void labels(@Nullable ObjectNode labels, String path, List<FieldError> errors) {
        if (labels == null) {
            return;
        }
        for (var label : labels.properties()) {
            String problem = keyProblem(label.getKey());
            if (problem != null) {
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
            String problem = keyProblem(annotation.getKey().toLowerCase(java.util.Locale.ROOT));
            if (problem != null) {
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

    private static @Nullable String keyProblem(String key) {
        int slash = key.indexOf('/');
        String name = key.substring(slash + 1);
        if (name.isEmpty()) {
            return "name part must be non-empty";
        }
        if (name.length() > 63) {
            return "name part must be no more than 63 bytes";
        }
        if (name.contains("/")) {
            return "a qualified name must consist of alphanumeric characters, '-', '_' or '.', with an optional DNS"
                    + " subdomain prefix and '/' (e.g. 'example.com/MyName')";
        }
        if (!NAME.matcher(name).matches()) {
            return NAME_RULE;
        }
        if (slash == 0) {
            return "prefix part must be non-empty";
        }
        String problem = slash > 0 ? NameRule.SUBDOMAIN.problem(key.substring(0, slash)) : null;
        return problem == null ? null : "prefix part " + problem;
    }

    private static void owners(ObjectNode object, List<FieldError> errors) {
        int controllers = 0;
        int at = 0;
        for (JsonNode owner : Json.arrayAt(object, "metadata", "ownerReferences")) {
            String path = "metadata.ownerReferences[" + at++ + "].";
            for (String field : List.of("apiVersion", "kind", "name", "uid")) {
                if (Json.string(owner, field).isEmpty()) {
                    errors.add(FieldError.invalid(path + field, "", field + " must not be empty"));
                }
            }
            controllers += Json.isTrue(owner, "controller") ? 1 : 0;
        }
        if (controllers > 1) {
            errors.add(FieldError.invalid(
                    "metadata.ownerReferences",
                    Json.at(object, "metadata", "ownerReferences"),
                    "Only one reference can have Controller set to true. Found \"true\" in references"));
        }
    }
}
