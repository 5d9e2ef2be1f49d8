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
/// @param when what is decided
/// @param given the situation, see [Situation]
/// @param document all that is written, with what is expected: for `provision` see [Expectation]
public record Scenario(Path file, String title, When when, JsonNode given, JsonNode document) {
    /// What is decided.
    public enum When {
        /// Where pods go.
        PROVISION,
        /// Which nodes go.
        DISRUPT
    }

    /// Where the scenarios are, seen from the module's folder.
    public static final Path FOLDER =
            Path.of("src", "test", "resources", "sh", "karpenter", "testing", "scenarios", "behaviour");

    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    /// All scenarios, by file.
    public static List<Scenario> all() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(Scenario::read)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Those of one kind, by file.
    public static List<Scenario> of(When when) {
        return all().stream().filter(scenario -> scenario.when() == when).toList();
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
        When when = switch (document.path("when").asString("")) {
            case "provision" -> When.PROVISION;
            case "disrupt" -> When.DISRUPT;
            default ->
                throw new IllegalArgumentException(
                        file + ": when: " + document.path("when") + ": is none of provision, disrupt");
        };
        return new Scenario(FOLDER.relativize(file), first.substring(2), when, document.path("given"), document);
    }

    /// What is expected.
    public JsonNode then() {
        return document.path("then");
    }

    /// Its name in tests and plans: `topology/spread-wins-over-packing`.
    public String name() {
        return file.toString().replace(".yaml", "").replace('\\', '/');
    }

    /// The file of its whole plan.
    public Path plan() {
        return FOLDER.resolve(name() + ".plan.txt");
    }
}
