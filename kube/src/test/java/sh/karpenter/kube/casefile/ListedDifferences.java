package sh.karpenter.kube.casefile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The cases that `docs/differences.md` lists.
final class ListedDifferences {
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z-]+/[0-9]+[a-z-]*)` .*");

    private ListedDifferences() {}

    static SortedSet<String> read() {
        var result = new TreeSet<String>();
        try {
            for (String line : Files.readAllLines(Path.of("..", "docs", "differences.md"))) {
                var matcher = ROW.matcher(line);
                if (matcher.matches()) {
                    result.add(matcher.group(1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("docs/differences.md cannot be read", e);
        }
        return result;
    }
}
