package sh.karpenter.kube.casefile;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Finds and shows the value in a document that could not be understood.
final class WrittenValue {
    private static final int SHOWN = 60;

    private WrittenValue() {}

    /// What could not be read where: `spec.priority: "high": is not what belongs there`.
    ///
    /// @param object the document that was read
    /// @param failure of reading it
    static String describe(JsonNode object, RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof JacksonException reading && !reading.getPath().isEmpty()) {
                return describe(object, reading);
            }
        }
        return firstLine(failure);
    }

    private static String describe(JsonNode object, JacksonException failure) {
        var field = new StringBuilder();
        JsonNode value = object;
        for (JacksonException.Reference step : failure.getPath()) {
            String name = step.getPropertyName();
            if (name == null) {
                field.append('[').append(step.getIndex()).append(']');
                value = value.path(step.getIndex());
            } else {
                field.append(field.isEmpty() ? "" : ".").append(name);
                value = value.path(name);
            }
        }
        return field + ": " + shown(value) + ": does not belong there";
    }

    /// A value as messages show it: the first 60 characters of its JSON.
    static String shown(JsonNode value) {
        String text = value.isMissingNode() ? "nothing" : value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN - 3) + "...";
    }

    /// The first line of a failure's message.
    static String firstLine(RuntimeException failure) {
        String message = String.valueOf(failure.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    /// Takes out fields with the value null, which mean the same as absent ones. A copy is made only where there are
    /// any.
    ///
    /// @throws IllegalArgumentException for a null in a list, which means nothing
    static JsonNode withoutNulls(JsonNode object, String field) {
        if (object.isArray()) {
            int index = 0;
            for (JsonNode element : object) {
                String at = field + "[" + index++ + "]";
                if (element.isNull()) {
                    throw new IllegalArgumentException(at + ": null: does not belong there");
                }
                withoutNulls(element, at);
            }
        } else if (object instanceof ObjectNode fields) {
            fields.removeNulls();
            fields.properties()
                    .forEach(entry -> withoutNulls(
                            entry.getValue(), field.isEmpty() ? entry.getKey() : field + "." + entry.getKey()));
        }
        return object;
    }
}
