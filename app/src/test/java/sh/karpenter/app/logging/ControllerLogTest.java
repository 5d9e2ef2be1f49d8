package sh.karpenter.app.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
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
        try (var _ = ControllerLog.toPlaces(places(one + ", " + two), places(""), "info")) {
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
    void onlyALogOfLevelDebugSaysWhereItsLinesWereWritten() throws IOException {
        Path quiet = folder.resolve("quiet.log");
        Path detailed = folder.resolve("detailed.log");
        try (var _ = ControllerLog.toPlaces(places(quiet.toString()), places(""), "info")) {
            LoggerFactory.getLogger("controller")
                    .atInfo()
                    .addKeyValue("pods", 5)
                    .log("created nodeclaim");
        }
        try (var _ = ControllerLog.toPlaces(places(detailed.toString()), places(""), "debug")) {
            LoggerFactory.getLogger("controller")
                    .atInfo()
                    .addKeyValue("pods", 5)
                    .log("created nodeclaim");
        }
        assertThat(Files.readString(quiet)).doesNotContain("caller");
        assertThat(Files.readString(detailed)).contains("\"caller\":\"logging/ControllerLogTest.java:");
    }

    @Test
    void ofAMessageThatComesByTheThousandTheFirstHundredOfASecondAreWrittenAndThenEveryHundredth() {
        var sampling = new Sampling();
        assertThat(passed(sampling, "could not schedule pod", 0, 1000)).isEqualTo(100 + 9);
        assertThat(passed(sampling, "another message", 999, 100)).isEqualTo(100);
        assertThat(passed(sampling, "could not schedule pod", 1000, 150)).isEqualTo(100);
    }

    private static long passed(Sampling sampling, String message, long millis, int times) {
        var event = new LoggingEvent();
        event.setLevel(Level.ERROR);
        event.setMessage(message);
        event.setInstant(Instant.ofEpochMilli(millis));
        return IntStream.range(0, times)
                .filter(_ -> sampling.decide(event) != FilterReply.DENY)
                .count();
    }

    @Test
    void aFolderThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> places(folder.resolve("no/such.log").toString()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void whatLibrariesComplainAboutGoesToPlacesOfItsOwn() throws IOException {
        Path lines = folder.resolve("lines.log");
        Path troubles = folder.resolve("troubles.log");
        try (var _ = ControllerLog.toPlaces(places(lines.toString()), places(troubles.toString()), "info")) {
            LoggerFactory.getLogger("controller").info("created nodeclaim");
            LoggerFactory.getLogger("some.library").error("no connection");
        }
        LoggerFactory.getLogger("some.library").error("after the end, where it always went");
        assertThat(Files.readAllLines(lines)).singleElement().asString().contains("created nodeclaim");
        assertThat(Files.readAllLines(troubles)).singleElement().asString().endsWith("some.library no connection");
    }

    @Test
    void aPlaceThatIsFullIsToldOnceAndDoesNotKeepTheOthersFromTheirLines() {
        var full = new OutputStream() {
            private boolean broken = true;

            @Override
            public void write(int one) throws IOException {
                if (broken) {
                    throw new IOException("No space left on device");
                }
            }
        };
        var other = new ByteArrayOutputStream();
        var troubles = new ByteArrayOutputStream();
        Map<String, OutputStream> streams = new LinkedHashMap<>();
        streams.put("/var/log/full.log", full);
        streams.put("other", other);
        try (var _ =
                ControllerLog.toPlaces(LogPlaces.of(streams), LogPlaces.of(Map.of("troubles", troubles)), "info")) {
            LoggerFactory.getLogger("controller").info("one");
            LoggerFactory.getLogger("controller").info("two");
            full.broken = false;
            LoggerFactory.getLogger("controller").info("three");
            full.broken = true;
            LoggerFactory.getLogger("controller").info("four");
        }
        assertThat(other.toString(StandardCharsets.UTF_8).lines()).hasSize(4);
        assertThat(troubles.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .allMatch(
                        line -> line.startsWith("cannot write the log to /var/log/full.log: No space left on device"));
    }

    private static LogPlaces places(String text) throws IOException {
        return LogPlaces.open(text, OutputStream.nullOutputStream());
    }
}
