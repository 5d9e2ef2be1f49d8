package sh.karpenter.local.kubernetes.parity;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes out of an answer what is different each time (identifiers, times, versions, generated names, addresses)
/// and what nobody reads (descriptions of columns, hashes of stored versions).
///
/// @param managedFields whether managed fields stay
record Normalizer(boolean managedFields) {
    private record Rule(Pattern pattern, String replacement) {
        Rule(String pattern, String replacement) {
            this(Pattern.compile(pattern), replacement);
        }
    }

    private static final List<Rule> RULES = List.of(
            new Rule("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b", "<uid>"),
            new Rule("\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)", "<time>"),
            new Rule("\\b10\\.(96|\\d+)\\.\\d+\\.\\d+\\b", "<address>"),
            new Rule("kube-api-access-[a-z0-9]{5}", "kube-api-access-<random>"),
            new Rule("eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_.-]+", "<token>"),
            new Rule("127\\.0\\.0\\.1:\\d+", "<server>"));
    private static final Set<String> VERSIONS = Set.of("resourceVersion");
    private static final Pattern AGE = Pattern.compile("\\d+(s|m|h)(\\d+s)?");

    JsonNode normalize(JsonNode node) {
        return value("", node);
    }

    private JsonNode value(String name, JsonNode node) {
        return switch (node) {
            case ObjectNode object -> object(object);
            case ArrayNode array -> array(name, array);
            default -> node.isString() ? string(name, node.stringValue()) : node;
        };
    }

    private ObjectNode object(ObjectNode object) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        boolean column = object.has("format") && object.has("priority");
        object.properties().forEach(entry -> {
            String name = entry.getKey();
            if ((name.equals("managedFields") && !managedFields)
                    || (column && name.equals("description"))
                    || name.equals("storageVersionHash")) {
                return;
            }
            sorted.put(name, value(name, entry.getValue()));
        });
        generatedName(object, sorted);
        ObjectNode result = Json.object();
        sorted.forEach(result::set);
        return result;
    }

    private static void generatedName(ObjectNode object, Map<String, JsonNode> sorted) {
        String prefix = object.path("generateName").asString("");
        if (!prefix.isEmpty() && object.path("name").asString("").startsWith(prefix)) {
            sorted.put("name", text(prefix + "<random>"));
        }
    }

    private ArrayNode array(String name, ArrayNode array) {
        ArrayNode result = Json.array();
        for (JsonNode item : array) {
            boolean age = name.endsWith("cells")
                    && item.isString()
                    && AGE.matcher(item.stringValue()).matches();
            result.add(age ? text("<age>") : value(name, item));
        }
        return result;
    }

    private static JsonNode string(String name, String value) {
        if (VERSIONS.contains(name) && !value.isEmpty() && !value.equals("0")) {
            return text("<version>");
        }
        if (name.equals("continue") && !value.isEmpty()) {
            return text("<continue>");
        }
        String result = value;
        for (Rule rule : RULES) {
            result = rule.pattern.matcher(result).replaceAll(rule.replacement);
        }
        return text(result);
    }

    private static JsonNode text(String value) {
        return Json.array().add(value).get(0);
    }
}
