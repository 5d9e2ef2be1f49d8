package sh.karpenter.testing.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Every package of ours says what it is for.
final class PackagesTest {

    @Test
    void everyPackageHasAPageThatIsNullMarkedAndSaysWhereToStartReading() throws IOException {
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
                if (!text.contains("@NullMarked") || !text.contains("Start reading at")) {
                    without.add(Sources.root().relativize(page));
                }
            }
        }
        assertThat(without).isEmpty();
    }

    @Test
    void noClassIsCalledUtilOrHelper() throws IOException {
        assertThat(Sources.javaFiles())
                .noneMatch(file -> file.getFileName().toString().matches(".*(Util|Utils|Helper|Helpers)\\.java"));
    }
}
