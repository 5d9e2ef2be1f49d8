package sh.karpenter.kube.casefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Spoils one object somewhere: a value becomes another of any kind, or goes away, or an entry comes twice.
final class Mutation {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> NONSENSE = List.of(
            "\"\"",
            "\"nonsense\"",
            "\"Maybe\"",
            "\"1x\"",
            "\"-1\"",
            "\"9999999999999999999999\"",
            "\"-9223372036854775808\"",
            "\"1e500\"",
            "\"ünïcode key\"",
            "\"Gt\"",
            "\"In\"",
            "\"NotIn\"",
            "\"DoesNotExist\"",
            "\"karpenter.sh/odd\"",
            "\"kubernetes.io/hostname\"",
            "\"topology.kubernetes.io/zone\"",
            "\"true\"",
            "0",
            "-1",
            "2147483648",
            "1e308",
            "true",
            "null",
            "[]",
            "{}",
            "[null]",
            "[\"a\", \"a\"]",
            "{\"a\": \"b\"}",
            "{\"a\": null}");

    private final Random random;

    Mutation(Random random) {
        this.random = random;
    }

    /// Spoils the object in place.
    void spoil(ObjectNode object) {
        var places = new ArrayList<JsonNode>();
        collect(object, places);
        JsonNode place = places.get(random.nextInt(places.size()));
        if (place instanceof ObjectNode fields) {
            var names = new ArrayList<>(fields.propertyNames());
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(4)) {
                case 0 -> fields.remove(name);
                case 1 -> fields.set(name + "x", fields.get(name));
                default -> fields.set(name, nonsense());
            }
        } else if (place instanceof ArrayNode list) {
            int index = random.nextInt(list.size());
            switch (random.nextInt(3)) {
                case 0 -> list.remove(index);
                case 1 -> list.add(list.get(index).deepCopy());
                default -> list.set(index, nonsense());
            }
        }
    }

    private JsonNode nonsense() {
        return JSON.readTree(NONSENSE.get(random.nextInt(NONSENSE.size())));
    }

    /// Everything in it that has something in it, but its name: an object without name is another matter.
    private static void collect(JsonNode node, List<JsonNode> places) {
        if (node.isContainer() && !node.isEmpty()) {
            places.add(node);
            node.forEach(inner -> collect(inner, places));
        }
    }
}
