package sh.karpenter.app.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import sh.karpenter.app.cli.Build;

/// Sends the controller's log lines to where they are wanted. Everything that the controllers write goes
/// through the logger `controller`; what libraries have to say stays with the root logger.
public final class ControllerLog implements AutoCloseable {
    private static final String NAME = "controller";

    private static final String LIBRARIES_PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{20} %msg%n";

    private final Logger logger;
    private final OutputStreamAppender<ILoggingEvent> appender;
    private final Closeable rest;

    private ControllerLog(Logger logger, OutputStreamAppender<ILoggingEvent> appender, Closeable rest) {
        this.logger = logger;
        this.appender = appender;
        this.rest = rest;
    }

    /// Sends lines of at least the given level to places. What the log itself has trouble with, and what libraries
    /// complain about, goes to places of its own.
    ///
    /// @param lines where lines go
    /// @param troubles where troubles go
    /// @param level `debug`, `info` or `error`; empty means `info`
    public static ControllerLog toPlaces(LogPlaces lines, LogPlaces troubles, String level) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(LIBRARIES_PATTERN);
        encoder.start();
        OutputStreamAppender<ILoggingEvent> complaints = appender(context, encoder, troubles);
        List<Appender<ILoggingEvent>> before = new ArrayList<>();
        root.iteratorForAppenders().forEachRemaining(before::add);
        before.forEach(root::detachAppender);
        root.addAppender(complaints);
        return to(lines.tellingTroubles(troubles), level, () -> {
            root.detachAppender(complaints);
            complaints.stop();
            before.forEach(root::addAppender);
            lines.close();
            troubles.close();
        });
    }

    /// Sends lines of at least the given level to a stream, which is left open at the end.
    ///
    /// @param level `debug`, `info` or `error`; empty means `info`
    public static ControllerLog to(OutputStream out, String level) {
        return to(out, level, () -> {});
    }

    private static ControllerLog to(OutputStream out, String level, Closeable rest) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger logger = context.getLogger(NAME);
        Level least = level.isEmpty() ? Level.INFO : Level.toLevel(level.toUpperCase(Locale.ROOT));
        String commit = Build.commit();
        var encoder = new JsonEncoder(commit.equals(Build.UNKNOWN) ? "" : commit, least == Level.DEBUG);
        encoder.setContext(context);
        encoder.start();
        OutputStreamAppender<ILoggingEvent> appender = appender(context, encoder, out);
        appender.addFilter(new Sampling());
        logger.setAdditive(false);
        logger.setLevel(least);
        logger.addAppender(appender);
        return new ControllerLog(logger, appender, rest);
    }

    private static OutputStreamAppender<ILoggingEvent> appender(
            LoggerContext context, Encoder<ILoggingEvent> encoder, OutputStream out) {
        var appender = new OutputStreamAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setImmediateFlush(true);
        appender.setOutputStream(new Uncloseable(out));
        appender.start();
        return appender;
    }

    /// Stops sending.
    @Override
    public void close() {
        logger.detachAppender(appender);
        appender.stop();
        try {
            rest.close();
        } catch (IOException atTheEnd) {
            System.err.println("cannot close the log: " + atTheEnd.getMessage());
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
