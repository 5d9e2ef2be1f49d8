package sh.karpenter.app.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class ControllerLogTest {
    @TempDir
    private Path folder;

    @Test
    void linesGoToEveryPlaceThatIsNamedAndContinueFiles() throws IOException {
        Path one = Files.writeString(folder.resolve("one.log"), "before\n");
        Path two = folder.resolve("two.log");
        try (var _ = ControllerLog.toPlaces(one + ", " + two, "info")) {
            LoggerFactory.getLogger("controller").info("created nodeclaim");
            LoggerFactory.getLogger("controller").warn("a library is worried");
            LoggerFactory.getLogger("controller").debug("too quiet");
        }
        assertThat(Files.readString(one)).startsWith("before\n{").contains("created nodeclaim");
        assertThat(Files.readAllLines(two))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("{\"level\":\"INFO\""));
    }

    @Test
    void aFolderThatIsNotThereIsAnError() {
        assertThatThrownBy(() ->
                        ControllerLog.toPlaces(folder.resolve("no/such.log").toString(), ""))
                .isInstanceOf(IOException.class);
    }
}
