package sh.karpenter.testing.scenarios.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The log of a controller by message: which level, controller and keys its lines have, in which order and with
/// values of which types; and how it compares with what Karpenter was observed to write.
///
/// @param byMessage the lines of each message
public record WrittenLog(Map<String, Set<Line>> byMessage) {
    /// Keys that we add, and the one that depends on how a program was built.
    private static final Set<String> OURS = Set.of("via", "commit");

    /// Values whose keys are names of resources, which differ from machine to machine.
    private static final Set<String> OPEN = Set.of("requests", "allocatable");

    /// The shape of a line.
    ///
    /// @param level for example `INFO`
    /// @param controller who wrote it
    /// @param shapes the type of each value, in order of keys
    public record Line(String level, String controller, Map<String, String> shapes) {
        /// In words.
        String text() {
            return level + " of " + controller + " "
                    + shapes.entrySet().stream()
                            .map(entry -> entry.getKey() + ":" + entry.getValue())
                            .collect(Collectors.joining(" "));
        }

        /// Whether it is a line such as that one, or one that also names the claim's node: lines of claims do, once
        /// it is known.
        private boolean fits(Line expected) {
            var withoutNode = new LinkedHashMap<>(shapes);
            withoutNode.remove("Node");
            return like(expected) || new Line(level, controller, withoutNode).like(expected);
        }

        /// An empty list may be of anything.
        private boolean like(Line other) {
            return level.equals(other.level)
                    && controller.equals(other.controller)
                    && List.copyOf(shapes.keySet()).equals(List.copyOf(other.shapes.keySet()))
                    && shapes.entrySet().stream()
                            .allMatch(entry -> like(entry.getValue(), other.shapes.getOrDefault(entry.getKey(), "")));
        }

        private static boolean like(String one, String other) {
            return one.equals(other)
                    || (one.equals("[]") && other.startsWith("["))
                    || (other.equals("[]") && one.startsWith("["));
        }
    }

    /// Reads a log, one JSON object a line.
    public static WrittenLog of(List<String> lines) {
        var mapper = JsonMapper.shared();
        var byMessage = new TreeMap<String, Set<Line>>();
        for (String line : lines) {
            JsonNode object = mapper.readTree(line);
            var shapes = new LinkedHashMap<String, String>();
            object.forEachEntry((key, value) -> {
                if (!OURS.contains(key)) {
                    shapes.put(key, OPEN.contains(key) ? "map" : shape(value));
                }
            });
            byMessage
                    .computeIfAbsent(object.path("message").asString(), _ -> new LinkedHashSet<>())
                    .add(new Line(
                            object.path("level").asString(),
                            object.path("controller").asString(""),
                            shapes));
        }
        return new WrittenLog(byMessage);
    }

    private static String shape(JsonNode value) {
        if (value.isArray()) {
            return "[" + (value.isEmpty() ? "" : shape(value.get(0))) + "]";
        }
        if (value.isObject()) {
            var keys = new ArrayList<String>();
            value.forEachEntry((key, element) -> keys.add(key + ":" + shape(element)));
            return "{" + String.join(" ", keys) + "}";
        }
        return value.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    /// Where this differs from what was observed, as sentences: messages that are missing, and lines of the same
    /// message that look otherwise. Messages of our own are no difference.
    public List<String> differences() {
        var differences = new ArrayList<String>();
        observed().byMessage.forEach((message, expected) -> {
            Set<Line> written = byMessage.getOrDefault(message, Set.of());
            if (written.isEmpty()) {
                differences.add("\"" + message + "\" is missing");
            }
            for (Line line : written) {
                if (expected.stream().noneMatch(line::fits)) {
                    differences.add("\"" + message + "\" is " + line.text() + " and not "
                            + expected.stream().map(Line::text).collect(Collectors.joining(" or ")));
                }
            }
        });
        return differences;
    }

    private static WrittenLog observed() {
        try (var resource = Objects.requireNonNull(
                WrittenLog.class.getResourceAsStream("/observed/log.jsonl"), "observed/log.jsonl")) {
            return of(new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
