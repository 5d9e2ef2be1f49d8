package sh.karpenter.local.kubernetes.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// One request of a suite, read from its file.
///
/// @param title what it asks, unique in its suite
/// @param method the HTTP method
/// @param path path and query, with `${name}` where an earlier answer is used
/// @param headers those besides the defaults
/// @param body empty for none; may use `${name}` too
/// @param events how many lines of a stream to read; 0 reads the whole answer
/// @param keep what to remember of the answer: name to path
/// @param only the parts of the answer's body to record; empty for all of it
/// @param until the code to wait for, asking again; 0 takes the first answer
/// @param managedFields whether the answer's managed fields are recorded
record Exchange(
        String title,
        String method,
        String path,
        Map<String, String> headers,
        String body,
        int events,
        Map<String, String> keep,
        List<String> only,
        int until,
        boolean managedFields) {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final List<String> METHODS = List.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE");
    private static final Map<String, String> PATCHES = Map.of(
            "json", "application/json-patch+json",
            "merge", "application/merge-patch+json",
            "strategic", "application/strategic-merge-patch+json",
            "apply", "application/apply-patch+yaml");
    private static final Set<String> KNOWN =
            Set.of("it", "accept", "type", "headers", "body", "events", "keep", "only", "until", "managedFields");

    /// The requests of a file, in order.
    static List<Exchange> read(Path file) throws IOException {
        List<Exchange> exchanges = new ArrayList<>();
        for (JsonNode entry : YAML.readTree(Files.readString(file))) {
            exchanges.add(of(entry));
        }
        return exchanges;
    }

    private static Exchange of(JsonNode entry) {
        String method = METHODS.stream()
                .filter(entry::has)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no method in " + entry));
        entry.propertyNames().forEach(name -> {
            if (!KNOWN.contains(name) && !name.equals(method)) {
                throw new IllegalArgumentException("unknown property " + name + " in " + entry);
            }
        });
        JsonNode body = entry.path("body");
        String text = body.isMissingNode() ? "" : body.isString() ? body.stringValue() : body.toString();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", entry.path("accept").asString("application/json"));
        String type = entry.path("type").asString(method.equals("PATCH") ? "strategic" : "application/json");
        if (!text.isEmpty() || entry.has("type")) {
            headers.put("Content-Type", PATCHES.getOrDefault(type, type));
        }
        entry.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asString()));
        Map<String, String> keep = new LinkedHashMap<>();
        entry.path("keep")
                .properties()
                .forEach(kept -> keep.put(kept.getKey(), kept.getValue().asString()));
        List<String> only = new ArrayList<>();
        entry.path("only").forEach(part -> only.add(part.asString()));
        return new Exchange(
                entry.path("it").asString(),
                method,
                entry.path(method).asString(),
                headers,
                text,
                entry.path("events").asInt(0),
                keep,
                only,
                entry.path("until").asInt(0),
                entry.path("managedFields").asBoolean(false));
    }

    /// The names of the suites in a folder, sorted.
    static List<String> suites(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".requests.yaml"))
                    .map(name -> name.substring(0, name.indexOf('.')))
                    .sorted()
                    .toList();
        }
    }
}
