package sh.karpenter.kube.api.conversion;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Answers the API server's requests to convert objects (`apiextensions.k8s.io/v1` ConversionReview), tree in,
/// tree out. Whoever owns the HTTP endpoint posts the body here and writes the answer back with status 200.
public final class ConversionReviews {
    private final ObjectConversion conversion;

    public ConversionReviews(ConversionSettings settings) {
        this.conversion = new ObjectConversion(settings);
    }

    /// The review with its response. All objects are converted or none: when some cannot be, the message names
    /// each.
    public ObjectNode answer(JsonNode review) {
        ObjectNode request = Trees.object(review, "request");
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.put("uid", Objects.requireNonNullElse(Trees.text(request, "uid"), ""));
        String desired = Trees.text(request, "desiredAPIVersion");
        ArrayNode objects = Trees.array(request, "objects");
        if (desired == null || objects == null) {
            fail(response, "request needs desiredAPIVersion and objects");
        } else {
            convert(objects, desired, response);
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("apiVersion", Objects.requireNonNullElse(apiVersion(review), "apiextensions.k8s.io/v1"));
        answer.put("kind", "ConversionReview");
        answer.set("response", response);
        return answer;
    }

    private void convert(ArrayNode objects, String desired, ObjectNode response) {
        ArrayNode converted = JsonNodeFactory.instance.arrayNode();
        List<String> failures = new ArrayList<>();
        for (JsonNode item : objects) {
            if (!(item instanceof ObjectNode object)) {
                failures.add("object is not a JSON object");
                continue;
            }
            switch (conversion.convert(object, desired)) {
                case ConversionOutcome.Converted(ObjectNode result) -> converted.add(result);
                case ConversionOutcome.Refused(String message) -> failures.add(message);
            }
        }
        if (failures.isEmpty()) {
            response.set("convertedObjects", converted);
            response.putObject("result").put("status", "Success");
        } else {
            fail(response, String.join("; ", failures));
        }
    }

    private static void fail(ObjectNode response, String message) {
        response.putObject("result").put("status", "Failed").put("message", message);
    }

    private static @Nullable String apiVersion(JsonNode review) {
        return Trees.text(review, "apiVersion");
    }
}
