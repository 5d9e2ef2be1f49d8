package sh.karpenter.testing.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Every package of ours says what it is for.
final class PackagesTest {
    /// "It must not know ...", "Knows no ...", "Only ... may know ...".
    private static final Pattern IGNORANCE = Pattern.compile("[Mm]ust not|nows (no|nothing|neither)\\b|may know");

    private static final Pattern TYPE = Pattern.compile("\\[((?:[a-z]+\\.)*)([A-Z]\\w*)]");

    @Test
    void everyPackageHasAPageThatIsNullMarkedAndSaysWhereToStartReadingAndWhatItMustNotKnow() throws IOException {
        var pages = new TreeSet<Path>();
        var without = new TreeSet<Path>();
        for (Path file : Sources.javaFiles()) {
            Path folder = file.getParent();
            if (folder == null || !folder.toString().contains("src/main/java")) {
                continue;
            }
            Path page = folder.resolve("package-info.java");
            if (!Files.exists(page)) {
                without.add(Sources.root().relativize(folder));
            } else {
                String text = Files.readString(page).replaceAll("\\s*///\\s*", " ");
                pages.add(page);
                if (!text.contains("@NullMarked")
                        || !text.contains("Start reading at")
                        || !IGNORANCE.matcher(text).find()) {
                    without.add(Sources.root().relativize(page));
                }
            }
        }
        assertThat(pages).isNotEmpty();
        assertThat(without).isEmpty();
    }

    @Test
    void everyTypeThatAPackagePageNamesExists() throws IOException {
        var missing = new TreeSet<String>();
        for (Path page : Sources.javaFiles()) {
            Path folder = page.getParent();
            if (folder == null || !page.getFileName().toString().equals("package-info.java")) {
                continue;
            }
            String own = folder.toString();
            String sources = own.substring(0, own.indexOf("java/sh/karpenter") + "java/".length());
            for (MatchResult name :
                    TYPE.matcher(Files.readString(page)).results().toList()) {
                String home =
                        name.group(1).isEmpty() ? own : sources + name.group(1).replace('.', '/');
                if (!Files.exists(Path.of(home, name.group(2) + ".java"))) {
                    missing.add(Sources.root().relativize(page) + ": " + name.group());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void noClassIsCalledUtilOrHelper() throws IOException {
        assertThat(Sources.javaFiles())
                .isNotEmpty()
                .noneMatch(file -> file.getFileName().toString().matches(".*(Util|Utils|Helper|Helpers)\\.java"));
    }
}
