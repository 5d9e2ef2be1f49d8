package sh.karpenter.testing.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The page that says how each rule of scheduling is held is true: what it names exists, and it leaves no
/// scenario and no pitfall out.
final class RulesPageTest {
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final Pattern SCENARIO = Pattern.compile("[a-z-]+/[a-z0-9-]+");
    private static final Pattern TEST = Pattern.compile("([A-Z]\\w*(?:Test|Laws))(?:\\.(\\w+))?");
    private static final Pattern METHOD = Pattern.compile("@Test\\s+(?:@Order\\(\\d+\\)\\s+)?void (\\w+)\\(");

    @Test
    void everyScenarioAndTestThatIsNamedExists() throws IOException {
        SequencedMap<String, String> tests = tests();
        var missing = new ArrayList<String>();
        for (String name : named()) {
            var test = TEST.matcher(name);
            if (SCENARIO.matcher(name).matches()) {
                if (!Files.exists(scenarios().resolve(name + ".yaml"))) {
                    missing.add(name);
                }
            } else if (test.matches()) {
                String source = tests.getOrDefault(test.group(1), "");
                boolean exists = test.group(2) == null ? !source.isEmpty() : source.contains(" " + test.group(2) + "(");
                if (!exists) {
                    missing.add(name);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyScenarioOfProvisioningIsNamed() throws IOException {
        var scenarios = new TreeSet<String>();
        try (var files = Files.walk(scenarios())) {
            files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(RulesPageTest::provisions)
                    .map(file -> scenarios().relativize(file).toString().replace('\\', '/'))
                    .forEach(file -> scenarios.add(file.substring(0, file.length() - ".yaml".length())));
        }
        assertThat(scenarios).isNotEmpty();
        assertThat(named()).containsAll(scenarios);
    }

    @Test
    void everyPitfallIsNamed() throws IOException {
        var pitfalls = new ArrayList<String>();
        var methods = METHOD.matcher(tests().getOrDefault("SchedulingPitfallsTest", ""));
        while (methods.find()) {
            pitfalls.add("SchedulingPitfallsTest." + methods.group(1));
        }
        assertThat(pitfalls).hasSize(14);
        assertThat(List.copyOf(named())).containsSubsequence(pitfalls);
    }

    private static boolean provisions(Path scenario) {
        try {
            return Files.readAllLines(scenario).contains("when: provision");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Path scenarios() {
        return Sources.root().resolve("testing/scenarios/src/test/resources/sh/karpenter/testing/scenarios/behaviour");
    }

    /// What stands between backticks in the tables of the page, in its order.
    private static SequencedSet<String> named() throws IOException {
        var names = new LinkedHashSet<String>();
        for (String line : Files.readAllLines(Sources.root().resolve("docs/scheduling-rules.md"))) {
            if (line.startsWith("|")) {
                NAME.matcher(line).results().forEach(found -> names.add(found.group(1)));
            }
        }
        return names;
    }

    /// The source of each test class, by its name.
    private static SequencedMap<String, String> tests() throws IOException {
        var sources = new TreeMap<String, String>();
        for (Path file : Sources.javaFiles()) {
            String name = file.getFileName().toString().replace(".java", "");
            if (file.toString().contains("src/test") && TEST.matcher(name).matches()) {
                sources.put(name, Files.readString(file));
            }
        }
        return sources;
    }
}
