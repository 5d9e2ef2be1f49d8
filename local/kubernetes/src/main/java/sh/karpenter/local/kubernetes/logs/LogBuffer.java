package sh.karpenter.local.kubernetes.logs;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Timestamps;

/// The last lines of a log in memory, which can be followed. Register one as a [PodLogs] source to show the
/// log of this very process, or of a simulated container, as that of a pod.
public final class LogBuffer {
    private final Deque<Line> lines = new ArrayDeque<>();
    private final int most;
    private final InstantSource clock;
    private long written;
    private boolean closed;

    /// @param most how many lines are kept
    /// @param clock stamps lines
    public LogBuffer(int most, InstantSource clock) {
        this.most = most;
        this.clock = clock;
    }

    private record Line(Instant time, String text) {}

    /// Adds a line, without line end.
    public synchronized void append(String text) {
        lines.addLast(new Line(clock.instant(), text));
        written++;
        if (lines.size() > most) {
            lines.removeFirst();
        }
        notifyAll();
    }

    /// Ends the log: those who follow it see the end.
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    /// Reads the log as asked.
    public InputStream open(LogRequest request) {
        return new Follower(request);
    }

    private synchronized List<Line> present() {
        return new ArrayList<>(lines);
    }

    private synchronized long written() {
        return written;
    }

    /// The line with this ordinal, waiting for it; null at the end.
    private synchronized @Nullable Line await(long ordinal) throws InterruptedException {
        while (written <= ordinal && !closed) {
            wait();
        }
        if (written <= ordinal) {
            return null;
        }
        long first = written - lines.size();
        int at = (int) Math.max(0, ordinal - first);
        return new ArrayList<>(lines).get(at);
    }

    private final class Follower extends InputStream {
        private final LogRequest request;
        private long next;
        private byte[] chunk = new byte[0];
        private int position;
        private long sent;

        Follower(LogRequest request) {
            this.request = request;
            StringBuilder text = new StringBuilder();
            List<Line> all;
            synchronized (LogBuffer.this) {
                all = present();
                next = written();
            }
            Instant since = request.since();
            List<Line> wanted = since == null
                    ? all
                    : all.stream().filter(line -> !line.time().isBefore(since)).toList();
            Long tail = request.tailLines();
            int skip = tail == null ? 0 : (int) Math.max(0, wanted.size() - tail);
            wanted.subList(skip, wanted.size()).forEach(line -> text.append(render(line)));
            chunk = text.toString().getBytes(StandardCharsets.UTF_8);
        }

        private String render(Line line) {
            return (request.timestamps() ? Timestamps.micros(line.time()) + " " : "") + line.text() + "\n";
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            Long limit = request.limitBytes();
            if (limit != null && sent >= limit) {
                return -1;
            }
            while (position == chunk.length) {
                if (!request.follow() || !more()) {
                    return -1;
                }
            }
            int count = Math.min(length, chunk.length - position);
            if (limit != null) {
                count = (int) Math.min(count, limit - sent);
            }
            System.arraycopy(chunk, position, target, offset, count);
            position += count;
            sent += count;
            return count;
        }

        private boolean more() {
            try {
                Line line = await(next);
                if (line == null) {
                    return false;
                }
                next++;
                chunk = render(line).getBytes(StandardCharsets.UTF_8);
                position = 0;
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
