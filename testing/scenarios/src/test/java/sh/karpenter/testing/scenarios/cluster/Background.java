package sh.karpenter.testing.scenarios.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A command that runs on, for example `kubectl get pods --watch`, and what it has printed so far.
///
/// @param process the shell
/// @param output the file that it prints to, errors included
public record Background(Process process, Path output) implements AutoCloseable {

    /// What it has printed so far.
    public String printed() {
        try {
            return Files.readString(output);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Whether it has ended, and well.
    public boolean succeeded() {
        return !process.isAlive() && process.exitValue() == 0;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
