package sh.karpenter.local.kubernetes.builtin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;

/// What is wrong with an object, collected field by field.
///
/// @param errors gets what is found
record Findings(List<FieldError> errors) {
    static final String NOT_NEGATIVE = "must be greater than or equal to 0";
    private static final int HIGHEST_PORT = 65535;

    void required(String path, String detail) {
        errors.add(FieldError.required(path, detail));
    }

    void invalid(String path, @Nullable JsonNode value, String detail) {
        errors.add(FieldError.invalid(path, value, detail));
    }

    void invalid(String path, String value, String detail) {
        errors.add(FieldError.invalid(path, value, detail));
    }

    void forbidden(String path, String detail) {
        errors.add(FieldError.forbidden(path, detail));
    }

    /// The string of a field is one of some.
    void oneOf(JsonNode owner, String field, String path, List<String> supported) {
        String value = Json.string(owner, field);
        if (!supported.contains(value)) {
            errors.add(FieldError.notSupported(path, text(value), supported));
        }
    }

    /// The string of a field, if it is set, is one of some.
    void optionalOneOf(JsonNode owner, String field, String path, List<String> supported) {
        if (!Json.string(owner, field).isEmpty()) {
            oneOf(owner, field, path, supported);
        }
    }

    /// The number of a field, if it is set, is at least zero.
    void notNegative(JsonNode owner, String field, String path) {
        Long value = Json.number(owner, field);
        if (value != null && value < 0) {
            invalid(path, owner.get(field), NOT_NEGATIVE);
        }
    }

    /// A string that must not be empty.
    void present(JsonNode owner, String field, String path) {
        if (Json.string(owner, field).isEmpty()) {
            required(path, "");
        }
    }

    /// A name, if it is set.
    void name(JsonNode owner, String field, String path, NameRule rule) {
        String value = Json.string(owner, field);
        if (!value.isEmpty()) {
            rule.problems(value).forEach(problem -> invalid(path, value, problem));
        }
    }

    /// A number of a port.
    void port(@Nullable JsonNode value, String path) {
        if (value != null && value.isNumber() && (value.longValue() < 1 || value.longValue() > HIGHEST_PORT)) {
            invalid(path, value, "must be between 1 and 65535, inclusive");
        }
    }

    /// A whole number or a percentage.
    ///
    /// @param mostAll whether more than 100% is too much
    void amount(@Nullable JsonNode value, String path, boolean mostAll) {
        if (value == null) {
            return;
        }
        String text = value.asString("");
        if (value.isNumber()) {
            if (value.longValue() < 0) {
                invalid(path, value, NOT_NEGATIVE);
            }
        } else if (!text.matches("[0-9]+%")) {
            invalid(
                    path,
                    value,
                    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%',"
                            + " regex used for validation is '[0-9]+%')");
        } else if (mostAll && Integer.parseInt(text.substring(0, text.length() - 1)) > 100) {
            invalid(path, value, "must not be greater than 100%");
        }
    }

    /// A key of a label or the like.
    void key(String key, String path) {
        MetadataValidation.keyProblems(key).forEach(problem -> invalid(path, key, problem));
    }

    static JsonNode text(String value) {
        return Json.array().add(value).get(0);
    }
}
