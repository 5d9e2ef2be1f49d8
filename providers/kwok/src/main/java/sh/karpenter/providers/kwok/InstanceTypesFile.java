package sh.karpenter.providers.kwok;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads machines from a JSON file, an array of objects with `name`, `offerings`, `architecture`,
/// `operatingSystems` and `resources`. An offering has `Price`, `ReservationCapacity` and `Requirements`, each
/// with `key`, `operator` and `values`; it counts as available whatever the file says.
final class InstanceTypesFile {
    private static final long DEFAULT_PODS = 110;

    private InstanceTypesFile() {}

    /// The machines of a file, in order of name.
    ///
    /// @throws IllegalArgumentException naming the file and what is wrong in it
    static List<InstanceType> read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("instance types file " + file + " cannot be read", unreadable);
        }
        try {
            return parse(text);
        } catch (IllegalArgumentException | JacksonException wrong) {
            throw new IllegalArgumentException("instance types file " + file + ": " + wrong.getMessage(), wrong);
        }
    }

    /// The machines of a document, in order of name.
    static List<InstanceType> parse(String document) {
        JsonNode root = JsonMapper.shared().readTree(document);
        if (!root.isArray()) {
            throw new IllegalArgumentException("must be a JSON array of instance types");
        }
        var types = new ArrayList<InstanceType>();
        for (int i = 0; i < root.size(); i++) {
            types.add(type(root.get(i), "[" + i + "]"));
        }
        types.sort(Comparator.comparing(InstanceType::name));
        return List.copyOf(types);
    }

    private static InstanceType type(JsonNode node, String where) {
        String name = text(node, "name", where);
        var amounts = new TreeMap<String, Long>();
        amounts.put(ResourceNames.PODS, DEFAULT_PODS);
        for (var entry : required(node, "resources", where).properties()) {
            amounts.put(
                    entry.getKey(),
                    Quantity.parse(entry.getKey(), entry.getValue().asString()));
        }
        var offerings = new ArrayList<Offering>();
        JsonNode offeringNodes = required(node, "offerings", where);
        for (int i = 0; i < offeringNodes.size(); i++) {
            offerings.add(offering(offeringNodes.get(i), where + ".offerings[" + i + "]"));
        }
        return KwokInstanceTypes.of(
                name,
                text(node, "architecture", where),
                texts(required(node, "operatingSystems", where)),
                new Resources(amounts),
                offerings);
    }

    private static Offering offering(JsonNode node, String where) {
        var expressions = new ArrayList<LabelExpression>();
        for (JsonNode requirement : required(node, "Requirements", where)) {
            JsonNode values = requirement.get("values");
            expressions.add(new LabelExpression(
                    text(requirement, "key", where + ".Requirements"),
                    text(requirement, "operator", where + ".Requirements"),
                    values == null ? List.of() : texts(values),
                    null));
        }
        JsonNode reserved = node.get("ReservationCapacity");
        return new Offering(
                Requirements.of(expressions, LabelVocabulary.core()),
                required(node, "Price", where).asDouble(),
                true,
                reserved == null ? 0 : reserved.asInt(),
                null,
                null);
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(element -> texts.add(element.asString()));
        return texts;
    }

    private static String text(JsonNode node, String field, String where) {
        return required(node, field, where).asString();
    }

    private static JsonNode required(JsonNode node, String field, String where) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            throw new IllegalArgumentException(where + "." + field + " is missing");
        }
        return value;
    }
}
