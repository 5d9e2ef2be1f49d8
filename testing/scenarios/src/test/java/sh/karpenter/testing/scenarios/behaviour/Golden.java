package sh.karpenter.testing.scenarios.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Texts that are kept in files, so that a change is seen. `-Dgolden.update` writes them anew.
public final class Golden {
    private static final boolean UPDATE = System.getProperty("golden.update") != null;

    private Golden() {}

    /// Fails when the file does not hold the text.
    public static void check(Path file, String text) {
        try {
            if (UPDATE) {
                Files.writeString(file, text);
            }
            assertThat(Files.exists(file))
                    .as(file + " is not there: write it with -Dgolden.update")
                    .isTrue();
            assertThat(Files.readString(file)).as(file.toString()).isEqualTo(text);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
