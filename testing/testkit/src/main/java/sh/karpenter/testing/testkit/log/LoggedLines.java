package sh.karpenter.testing.testkit.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/// Keeps what the controllers write to their log, of every level, until it is closed.
///
/// ```java
/// try (var log = LoggedLines.begin()) {
///     controller.step();
///     assertThat(log.of("created nodeclaim")).singleElement().extracting(Line::fields)...
/// }
/// ```
public final class LoggedLines implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("controller");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final @Nullable Level before = logger.getLevel();

    private LoggedLines() {
        logger.setLevel(Level.DEBUG);
        lines.start();
        logger.addAppender(lines);
    }

    /// Keeps lines from now on.
    public static LoggedLines begin() {
        return new LoggedLines();
    }

    /// One line.
    ///
    /// @param level `DEBUG`, `INFO` or `ERROR`
    /// @param message its text, which has no values in it
    /// @param fields its values by name, in order; without those that say what is being reconciled
    public record Line(String level, String message, SequencedMap<String, @Nullable Object> fields) {
        public Line {
            fields = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
        }
    }

    /// All lines so far.
    public List<Line> all() {
        return List.copyOf(lines.list).stream().map(LoggedLines::line).toList();
    }

    /// The lines with that message.
    public List<Line> of(String message) {
        return all().stream().filter(line -> line.message().equals(message)).toList();
    }

    private static Line line(ILoggingEvent event) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        for (KeyValuePair pair : Objects.requireNonNullElse(event.getKeyValuePairs(), List.<KeyValuePair>of())) {
            fields.put(pair.key, pair.value);
        }
        return new Line(event.getLevel().toString(), event.getFormattedMessage(), fields);
    }

    @Override
    public void close() {
        logger.detachAppender(lines);
        logger.setLevel(before);
    }
}
