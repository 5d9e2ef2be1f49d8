package sh.karpenter.app.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/// Sends the controller's log lines to where they are wanted. Everything that the controllers write goes
/// through the logger `controller`; what libraries have to say stays with the root logger.
public final class ControllerLog implements AutoCloseable {
    private static final String NAME = "controller";

    private final Logger logger;
    private final OutputStreamAppender<ILoggingEvent> appender;

    private ControllerLog(Logger logger, OutputStreamAppender<ILoggingEvent> appender) {
        this.logger = logger;
        this.appender = appender;
    }

    /// Sends lines of at least the given level to places: `stdout`, `stderr`, or files, which are continued.
    ///
    /// @param places comma separated; nothing means standard output
    /// @param level `debug`, `info` or `error`; empty means `info`
    /// @throws IOException when a file cannot be written to
    public static ControllerLog toPlaces(String places, String level) throws IOException {
        var streams = new LinkedHashSet<OutputStream>();
        for (String place : places.split(",", -1)) {
            switch (place.strip()) {
                case "" -> {}
                case "stdout" -> streams.add(System.out);
                case "stderr" -> streams.add(System.err);
                default ->
                    streams.add(Files.newOutputStream(
                            Path.of(place.strip()), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
            }
        }
        return to(streams.size() == 1 ? streams.getFirst() : new Several(List.copyOf(streams)), level);
    }

    /// Sends lines of at least the given level to a stream, which is left open at the end.
    ///
    /// @param level `debug`, `info` or `error`; empty means `info`
    public static ControllerLog to(OutputStream out, String level) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger logger = context.getLogger(NAME);
        var encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.start();
        var appender = new OutputStreamAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setImmediateFlush(true);
        appender.setOutputStream(new Uncloseable(out));
        appender.start();
        logger.setAdditive(false);
        logger.setLevel(level.isEmpty() ? Level.INFO : Level.toLevel(level.toUpperCase(Locale.ROOT)));
        logger.addAppender(appender);
        return new ControllerLog(logger, appender);
    }

    /// Stops sending.
    @Override
    public void close() {
        logger.detachAppender(appender);
        appender.stop();
    }

    /// Writes everything to several streams; to standard output when there is none.
    private static final class Several extends OutputStream {
        private final List<OutputStream> streams;

        Several(List<OutputStream> streams) {
            this.streams = streams.isEmpty() ? List.of(System.out) : streams;
        }

        @Override
        public void write(int one) throws IOException {
            for (OutputStream stream : streams) {
                stream.write(one);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (OutputStream stream : streams) {
                stream.write(bytes, offset, length);
            }
        }

        @Override
        public void flush() throws IOException {
            for (OutputStream stream : streams) {
                stream.flush();
            }
        }
    }

    /// Standard output must outlive the log.
    private static final class Uncloseable extends FilterOutputStream {
        Uncloseable(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
