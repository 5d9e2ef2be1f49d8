package sh.karpenter.testing.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The page that leads a newcomer to a behaviour is true: every type, package and folder in its table exists.
final class ArchitecturePageTest {
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final Pattern TYPE = Pattern.compile("((?:[a-z]+\\.)*)([A-Z]\\w*)");

    @Test
    void everythingThatTheTableNamesExists() throws IOException {
        List<String> files = Sources.javaFiles().stream()
                .map(file -> Sources.root().relativize(file).toString())
                .toList();
        var missing = new TreeSet<String>();
        List<String> names = named();
        for (String name : names) {
            var type = TYPE.matcher(name);
            boolean exists;
            if (type.matches()) {
                String file = "/" + type.group(1).replace('.', '/') + type.group(2) + ".java";
                exists = files.stream().anyMatch(known -> known.endsWith(file));
            } else if (name.contains("/")) {
                exists = Files.exists(Sources.root().resolve(name));
            } else {
                String folder = "/" + name.replace('.', '/') + "/";
                exists = files.stream().anyMatch(known -> known.contains(folder))
                        || Files.exists(Sources.root().resolve(name));
            }
            if (!exists) {
                missing.add(name);
            }
        }
        assertThat(names).isNotEmpty();
        assertThat(missing).isEmpty();
    }

    /// What stands between backticks in the second column.
    private static List<String> named() throws IOException {
        Path page = Sources.root().resolve("ARCHITECTURE.md");
        var names = new ArrayList<String>();
        for (String line : Files.readAllLines(page)) {
            String[] columns = line.split("\\|", -1);
            if (columns.length == 4) {
                NAME.matcher(columns[2])
                        .results()
                        .map((MatchResult found) -> found.group(1))
                        .forEach(names::add);
            }
        }
        return names;
    }
}
