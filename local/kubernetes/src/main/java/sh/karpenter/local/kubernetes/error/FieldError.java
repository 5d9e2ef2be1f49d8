package sh.karpenter.local.kubernetes.error;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;

/// One thing wrong with one field, rendered as the API server renders it.
///
/// @param type the kind of fault
/// @param field the path, for example `spec.template.spec.requirements[0].operator`; empty for the whole object
/// @param value the offending value as shown in the message, empty when none is shown
/// @param detail what is wrong with it
public record FieldError(Type type, String field, String value, String detail) {

    /// The kinds of fault with their text in a message and their reason code in a cause.
    public enum Type {
        INVALID("Invalid value", "FieldValueInvalid"),
        REQUIRED("Required value", "FieldValueRequired"),
        FORBIDDEN("Forbidden", "FieldValueForbidden"),
        NOT_FOUND("Not found", "FieldValueNotFound"),
        DUPLICATE("Duplicate value", "FieldValueDuplicate"),
        NOT_SUPPORTED("Unsupported value", "FieldValueNotSupported"),
        TOO_LONG("Too long", "FieldValueTooLong"),
        TOO_MANY("Too many", "FieldValueTooMany"),
        TYPE_INVALID("Invalid value", "FieldValueTypeInvalid"),
        INTERNAL("Internal error", "InternalError");

        private final String text;
        private final String reason;

        Type(String text, String reason) {
            this.text = text;
            this.reason = reason;
        }

        /// The reason code of a cause.
        public String reason() {
            return reason;
        }
    }

    /// The value is not acceptable.
    public static FieldError invalid(String field, @Nullable JsonNode value, String detail) {
        return new FieldError(Type.INVALID, field, shown(value), detail);
    }

    /// The value, shown as that text, is not acceptable.
    public static FieldError invalid(String field, String value, String detail) {
        return new FieldError(Type.INVALID, field, quoted(value), detail);
    }

    /// A value is missing.
    public static FieldError required(String field, String detail) {
        return new FieldError(Type.REQUIRED, field, "", detail);
    }

    /// The field may not be set, or not be changed.
    public static FieldError forbidden(String field, String detail) {
        return new FieldError(Type.FORBIDDEN, field, "", detail);
    }

    /// The value occurs twice.
    public static FieldError duplicate(String field, JsonNode value) {
        return new FieldError(Type.DUPLICATE, field, shown(value), "");
    }

    /// The value is none of the supported ones.
    public static FieldError notSupported(String field, JsonNode value, List<String> supported) {
        String list = supported.stream().map(FieldError::quoted).collect(Collectors.joining(", "));
        return new FieldError(Type.NOT_SUPPORTED, field, shown(value), "supported values: " + list);
    }

    /// The text of the fault without the path, as in a cause's message.
    public String message() {
        String head = value.isEmpty() ? type.text : type.text + ": " + value;
        return detail.isEmpty() ? head : head + ": " + detail;
    }

    /// Path and fault, as in the message of a `Status`.
    @Override
    public String toString() {
        return field.isEmpty() ? "<nil>: " + message() : field + ": " + message();
    }

    private static String shown(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return "null";
        }
        return Json.text(value);
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
