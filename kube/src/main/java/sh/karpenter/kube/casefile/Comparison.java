package sh.karpenter.kube.casefile;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Compares a decision with the expected one, as closely as the case's level asks for.
///
/// - `full`: everything but texts and the order of instance types of equal price;
/// - `grouping`: as `full` without requirements and resource requests;
/// - `shape`: pods that stay, pods on existing nodes, total price, and the multiset of claims as (pool, number of
///   pods, price);
/// - `totals`: pods that stay, number of claims, total price.
public final class Comparison {
    private static final double TOLERANCE = 1e-9;

    private final JsonNode expected;
    private final JsonNode actual;
    private final List<String> differences = new ArrayList<>();

    private Comparison(JsonNode expected, JsonNode actual) {
        this.expected = expected;
        this.actual = actual;
    }

    /// The differences, none when the decision agrees.
    public static List<String> differences(String level, JsonNode expected, JsonNode actual) {
        var comparison = new Comparison(expected, actual);
        comparison.compare(level);
        return comparison.differences;
    }

    private void compare(String level) {
        same("unschedulable", names(expected.path("unschedulable")), names(actual.path("unschedulable")));
        price(
                "totalPrice",
                expected.path("totalPrice").asDouble(0),
                actual.path("totalPrice").asDouble(0));
        same("number of claims", claims(expected).size(), claims(actual).size());
        if (level.equals("totals")) {
            return;
        }
        same("existing", nonEmpty(expected.path("existing")), nonEmpty(actual.path("existing")));
        if (level.equals("shape")) {
            same("claims", shapes(expected), shapes(actual));
            return;
        }
        same("ignored", names(expected.path("ignored")), names(actual.path("ignored")));
        same(
                "deferredForReservation",
                texts(expected.path("deferredForReservation")),
                texts(actual.path("deferredForReservation")));
        compareClaims(level.equals("full"));
    }

    private void compareClaims(boolean full) {
        var wanted = byPods(expected);
        var found = byPods(actual);
        same("pods per claim", wanted.keySet(), found.keySet());
        for (String pods : wanted.keySet()) {
            JsonNode one = wanted.get(pods);
            JsonNode other = found.get(pods);
            if (one == null || other == null) {
                continue;
            }
            String claim = "claim of " + pods + ": ";
            same(claim + "pool", one.path("nodePool"), other.path("nodePool"));
            same(
                    claim + "type count",
                    one.path("instanceTypeCount").asInt(),
                    other.path("instanceTypeCount").asInt());
            if (one.path("instanceTypeCount").asInt()
                    <= one.path("instanceTypes").size()) {
                same(claim + "types", texts(one.path("instanceTypes")), texts(other.path("instanceTypes")));
            }
            price(
                    claim + "price",
                    one.path("cheapestPrice").asDouble(0),
                    other.path("cheapestPrice").asDouble(0));
            same(claim + "minValues", nonEmpty(one.path("minValues")), nonEmpty(other.path("minValues")));
            same(
                    claim + "minValuesRelaxed",
                    one.path("minValuesRelaxed").asBoolean(false),
                    other.path("minValuesRelaxed").asBoolean(false));
            if (full) {
                same(claim + "requirements", items(one.path("requirements")), items(other.path("requirements")));
                same(
                        claim + "requests",
                        InstanceTypeReader.resources("resourceRequests", one.path("resourceRequests")),
                        InstanceTypeReader.resources("resourceRequests", other.path("resourceRequests")));
            }
        }
    }

    private static List<JsonNode> claims(JsonNode decision) {
        var result = new ArrayList<JsonNode>();
        decision.path("newNodeClaims").forEach(result::add);
        return result;
    }

    private static SequencedMap<String, JsonNode> byPods(JsonNode decision) {
        var result = new TreeMap<String, JsonNode>();
        for (JsonNode claim : claims(decision)) {
            result.put(texts(claim.path("pods")).toString(), claim);
        }
        return result;
    }

    private static List<String> shapes(JsonNode decision) {
        var result = new ArrayList<String>();
        for (JsonNode claim : claims(decision)) {
            result.add(claim.path("nodePool").asString("") + " "
                    + claim.path("pods").size() + " "
                    + Math.round(claim.path("cheapestPrice").asDouble(0) * 1e7));
        }
        result.sort(null);
        return result;
    }

    private static SortedSet<String> names(JsonNode map) {
        var result = new TreeSet<String>();
        map.properties().forEach(entry -> result.add(entry.getKey()));
        return result;
    }

    private static SortedSet<String> texts(JsonNode list) {
        return new TreeSet<>(InstanceTypeReader.texts(list));
    }

    private static SortedSet<String> items(JsonNode list) {
        var result = new TreeSet<String>();
        for (JsonNode item : list) {
            result.add(item.path("key").asString("") + " "
                    + item.path("operator").asString("") + " " + texts(item.path("values")));
        }
        return result;
    }

    private static SequencedMap<String, String> nonEmpty(JsonNode map) {
        var result = new TreeMap<String, String>();
        map.properties().forEach(entry -> {
            String text = entry.getValue().isArray()
                    ? texts(entry.getValue()).toString()
                    : entry.getValue().toString();
            if (!text.equals("[]")) {
                result.put(entry.getKey(), text);
            }
        });
        return result;
    }

    private void price(String what, double one, double other) {
        if (Math.abs(one - other) > TOLERANCE * Math.max(1, Math.abs(one))) {
            differences.add(what + ": expected " + one + ", was " + other);
        }
    }

    private void same(String what, Object one, Object other) {
        if (!one.equals(other)) {
            differences.add(what + ": expected " + one + ", was " + other);
        }
    }
}
