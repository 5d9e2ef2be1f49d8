package sh.karpenter.kube.casefile;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Compares what methods of disruption decided with the expected decisions: the nodes they look at, what
/// budgets allow, and of the command its kind, its nodes, their price, and the instance types and price of what
/// is launched. Methods that are not expected (their decisions were not stable) are not compared.
public final class DisruptionComparison {
    private static final double TOLERANCE = 1e-9;

    private final List<String> differences = new ArrayList<>();

    private DisruptionComparison() {}

    /// The differences, none when the decisions agree.
    public static List<String> differences(JsonNode expected, JsonNode actual) {
        var comparison = new DisruptionComparison();
        var found = new TreeMap<String, JsonNode>();
        actual.path("methods").forEach(method -> found.put(method.path("method").asString(""), method));
        for (JsonNode method : expected.path("methods")) {
            String name = method.path("method").asString("");
            comparison.method(name + ": ", method, found.get(name));
        }
        // With a method left out, the first one with a command may be that one.
        if (expected.path("methods").size() == found.size()) {
            comparison.same(
                    "chosen",
                    expected.path("chosen").asString(""),
                    actual.path("chosen").asString(""));
        }
        return comparison.differences;
    }

    private void method(String what, JsonNode one, @Nullable JsonNode other) {
        if (other == null) {
            differences.add(what + "not decided");
            return;
        }
        same(
                what + "reason",
                one.path("reason").asString(""),
                other.path("reason").asString(""));
        same(what + "eligible", texts(one.path("eligible")), texts(other.path("eligible")));
        same(what + "allowed", numbers(one.path("allowedDisruptions")), numbers(other.path("allowedDisruptions")));
        JsonNode wanted = one.path("command");
        JsonNode found = other.path("command");
        same(
                what + "decision",
                wanted.path("decision").asString("none"),
                found.path("decision").asString("none"));
        same(what + "candidates", texts(wanted.path("candidates")), texts(found.path("candidates")));
        price(what + "source price", wanted.path("sourcePrice"), found.path("sourcePrice"));
        same(
                what + "number of replacements",
                wanted.path("replacements").size(),
                found.path("replacements").size());
        for (int i = 0;
                i
                        < Math.min(
                                wanted.path("replacements").size(),
                                found.path("replacements").size());
                i++) {
            JsonNode claim = wanted.path("replacements").path(i);
            JsonNode same = found.path("replacements").path(i);
            same(
                    what + "type count",
                    claim.path("instanceTypeCount").asInt(),
                    same.path("instanceTypeCount").asInt());
            if (claim.path("instanceTypeCount").asInt()
                    <= claim.path("instanceTypes").size()) {
                same(what + "types", texts(claim.path("instanceTypes")), texts(same.path("instanceTypes")));
            }
            price(what + "price", claim.path("cheapestPrice"), same.path("cheapestPrice"));
        }
    }

    private static SortedSet<String> texts(JsonNode list) {
        return new TreeSet<>(InstanceTypeReader.texts(list));
    }

    private static SequencedMap<String, Long> numbers(JsonNode map) {
        var result = new TreeMap<String, Long>();
        map.properties()
                .forEach(entry -> result.put(entry.getKey(), entry.getValue().asLong()));
        return result;
    }

    private void price(String what, JsonNode one, JsonNode other) {
        double wanted = one.asDouble(0);
        double found = other.asDouble(0);
        if (Math.abs(wanted - found) > TOLERANCE * Math.max(1, Math.abs(wanted))) {
            differences.add(what + ": expected " + wanted + ", was " + found);
        }
    }

    private void same(String what, Object one, Object other) {
        if (!one.equals(other)) {
            differences.add(what + ": expected " + one + ", was " + other);
        }
    }
}
