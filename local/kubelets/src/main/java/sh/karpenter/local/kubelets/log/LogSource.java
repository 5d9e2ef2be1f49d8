package sh.karpenter.local.kubelets.log;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Where the logs of simulated containers come from.
@FunctionalInterface
public interface LogSource {

    /// One line.
    record Line(Instant time, String text) {}

    /// Lines of one container from its beginning.
    interface Lines extends AutoCloseable {
        /// The next line, null when there is none at the moment.
        @Nullable
        Line poll();

        @Override
        void close();
    }

    /// The log of a container; null when this source knows nothing of it.
    @Nullable
    Lines open(String namespace, String pod, String container);

    /// This source, or the other for what it does not know.
    default LogSource orElse(LogSource other) {
        return (namespace, pod, container) -> {
            Lines lines = open(namespace, pod, container);
            return lines == null ? other.open(namespace, pod, container) : lines;
        };
    }

    /// Two lines for everything, so that `kubectl logs` shows something.
    static LogSource greeting(Instant started) {
        return (namespace, pod, container) -> fixed(List.of(
                new Line(started, "container " + container + " of pod " + namespace + "/" + pod + " is simulated"),
                new Line(started, "it does nothing, and does it well")));
    }

    private static Lines fixed(List<Line> lines) {
        Queue<Line> left = new ArrayDeque<>(lines);
        return new Lines() {
            @Override
            public @Nullable Line poll() {
                return left.poll();
            }

            @Override
            public void close() {}
        };
    }
}
