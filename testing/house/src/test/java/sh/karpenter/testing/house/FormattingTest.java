package sh.karpenter.testing.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// Formatting is checked here and not by a plugin, because plugins run on the Java that runs Maven, which may
/// be older than the language we write.
final class FormattingTest {
    private static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    @Test
    void everyJavaFileIsFormatted() throws IOException, FormatterException {
        boolean update = Boolean.getBoolean("format.update");
        var unformatted = new ArrayList<Path>();
        for (Path file : Sources.javaFiles()) {
            String text = Files.readString(file);
            String formatted = formatted(text);
            if (!text.equals(formatted)) {
                if (update) {
                    Files.writeString(file, formatted);
                } else {
                    unformatted.add(Sources.root().relativize(file));
                }
            }
        }
        assertThat(unformatted)
                .as("files that are not formatted; to format them: mvn verify -pl testing/house -am"
                        + " -Dformat.update=true")
                .isEmpty();
    }

    private static String formatted(String text) throws FormatterException {
        String imports = RemoveUnusedImports.removeUnusedImports(
                ImportOrderer.reorderImports(text, JavaFormatterOptions.Style.PALANTIR));
        return FORMATTER.formatSource(imports);
    }
}
