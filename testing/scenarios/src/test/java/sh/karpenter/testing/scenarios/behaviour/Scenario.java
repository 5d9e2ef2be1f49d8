package sh.karpenter.testing.scenarios.behaviour;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// One behaviour as written: a situation, and what is expected in it.
///
/// @param file where it is written, below the folder of all scenarios: `topology/spread-wins-over-packing.yaml`
/// @param title the sentence of its first line
/// @param given the situation, see [Situation]
/// @param then what is expected, see [Expectation]
record Scenario(Path file, String title, JsonNode given, JsonNode then) {
    /// Where the scenarios are, seen from the module's folder.
    static final Path FOLDER =
            Path.of("src", "test", "resources", "sh", "karpenter", "testing", "scenarios", "behaviour");

    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    /// All scenarios, by file.
    static List<Scenario> all() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(Scenario::read)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Scenario read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        String first = text.lines().findFirst().orElse("");
        if (!first.startsWith("# ")) {
            throw new IllegalArgumentException(file + ": the first line is the behaviour in a sentence: # ...");
        }
        JsonNode document = YAML.readTree(text);
        if (!document.path("when").asString("").equals("provision")) {
            throw new IllegalArgumentException(file + ": when: " + document.path("when") + ": is not provision");
        }
        return new Scenario(
                FOLDER.relativize(file), first.substring(2), document.path("given"), document.required("then"));
    }

    /// Its name in tests and plans: `topology/spread-wins-over-packing`.
    String name() {
        return file.toString().replace(".yaml", "").replace('\\', '/');
    }

    /// The file of its whole plan.
    Path plan() {
        return FOLDER.resolve(name() + ".plan.txt");
    }
}
