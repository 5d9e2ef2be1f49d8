package sh.karpenter.local.kubelets.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A file that grows, read as a log. The time of a line is the one it states as JSON `"time"`, otherwise when
/// it was read.
public final class FileLog {
    private static final Pattern TIME = Pattern.compile("\"time\":\"([^\"]+)\"");

    private FileLog() {}

    /// The log in a file; empty as long as there is no such file.
    public static LogSource.Lines open(Path file, InstantSource clock) {
        return new FileLines(file, clock);
    }

    private static final class FileLines implements LogSource.Lines {
        private final Path file;
        private final InstantSource clock;
        private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
        private @Nullable RandomAccessFile open;
        private byte[] buffer = new byte[0];
        private int next;

        FileLines(Path file, InstantSource clock) {
            this.file = file;
            this.clock = clock;
        }

        @Override
        public LogSource.@Nullable Line poll() {
            try {
                while (true) {
                    while (next < buffer.length) {
                        byte each = buffer[next++];
                        if (each == '\n') {
                            return take();
                        }
                        partial.write(each);
                    }
                    if (!readMore()) {
                        return null;
                    }
                }
            } catch (IOException unreadable) {
                return null;
            }
        }

        private LogSource.Line take() {
            String text = partial.toString(StandardCharsets.UTF_8);
            partial.reset();
            return new LogSource.Line(time(text), text);
        }

        private Instant time(String text) {
            Matcher matcher = TIME.matcher(text);
            try {
                return matcher.find() ? Instant.parse(matcher.group(1)) : clock.instant();
            } catch (DateTimeParseException notATime) {
                return clock.instant();
            }
        }

        private boolean readMore() throws IOException {
            if (open == null) {
                if (!Files.isReadable(file)) {
                    return false;
                }
                open = new RandomAccessFile(file.toFile(), "r");
            }
            byte[] chunk = new byte[64 * 1024];
            int count = open.read(chunk);
            if (count <= 0) {
                return false;
            }
            buffer = Arrays.copyOf(chunk, count);
            next = 0;
            return true;
        }

        @Override
        public void close() {
            try {
                if (open != null) {
                    open.close();
                }
            } catch (IOException ignored) {
                // Nothing was written, so nothing is lost.
                open = null;
            }
        }
    }
}
