package sh.karpenter.app.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.app.cli.CommandFailure;

/// The folder of a local cluster: where its kubeconfig, log and process id lie, and how other commands find it.
///
/// @param path the folder, absolute
public record LocalDirectory(Path path) {
    private static final long CLOCK_SLACK_MILLIS = 2000;

    public LocalDirectory {
        path = path.toAbsolutePath().normalize();
    }

    /// What kubectl is pointed to.
    public Path kubeconfig() {
        return path.resolve("kubeconfig");
    }

    /// What the process prints.
    public Path processLog() {
        return path.resolve("local.log");
    }

    /// The controller's log, JSON lines.
    public Path controllerLog() {
        return path.resolve("karpenter.log");
    }

    private Path pid() {
        return path.resolve("pid");
    }

    private Path environment() {
        return path.resolve("environment");
    }

    /// Makes the folder if it is not there.
    ///
    /// @throws CommandFailure when it cannot be written to
    public void create() {
        try {
            Files.createDirectories(path);
            Path probe = Files.createTempFile(path, "probe", "");
            Files.delete(probe);
        } catch (IOException unwritable) {
            throw new CommandFailure(
                    "cannot write to " + path + ": choose another folder with --dir or make it writable.", unwritable);
        }
    }

    /// The process that runs the cluster, null when none does. A process that only has the number of one that
    /// is long gone is none: numbers are used again.
    ///
    /// @throws CommandFailure when the file of the process id holds something else
    public @Nullable ProcessHandle process() {
        String text = read(pid());
        if (text == null) {
            return null;
        }
        String[] words = text.strip().split("\\s+", -1);
        try {
            ProcessHandle process = ProcessHandle.of(Long.parseLong(words[0])).orElse(null);
            boolean same = process != null
                    && process.isAlive()
                    && (words.length < 2
                            || Math.abs(Long.parseLong(words[1]) - started(process)) <= CLOCK_SLACK_MILLIS);
            return same ? process : null;
        } catch (NumberFormatException notANumber) {
            throw new CommandFailure(
                    pid() + " holds no process id: stop the cluster that it belonged to, if it still runs, and delete"
                            + " the file.",
                    notANumber);
        }
    }

    private static long started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /// Says that this process runs the cluster.
    public void claim() {
        ProcessHandle self = ProcessHandle.current();
        write(pid(), self.pid() + " " + started(self) + "\n");
    }

    /// Says that everything is ready: from now on [#environmentVariables] answers.
    public void ready(SequencedMap<String, String> variables) {
        var text = new StringBuilder();
        variables.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        write(environment(), text.toString());
    }

    /// The environment of the cluster's users, null until it is ready.
    public @Nullable SequencedMap<String, String> environmentVariables() {
        String text = read(environment());
        if (text == null) {
            return null;
        }
        var variables = new LinkedHashMap<String, String>();
        text.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                variables.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return variables;
    }

    /// Forgets the process, so that the folder can be used again. Logs stay.
    public void release() {
        delete(environment());
        delete(pid());
    }

    /// Writes a file of the folder as a whole: a reader sees the old content or the new one.
    void write(Path file, String text) {
        try {
            Path next = Files.createTempFile(path, file.getFileName().toString(), ".next");
            Files.writeString(next, text);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new CommandFailure("cannot write " + file + ": " + failed.getMessage(), failed);
        }
    }

    private static @Nullable String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : null;
        } catch (IOException unreadable) {
            throw new CommandFailure("cannot read " + file + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw new CommandFailure("cannot delete " + file + ": " + failed.getMessage(), failed);
        }
    }

    /// A variable as a shell line: `export NAME='value'`.
    static String export(Map.Entry<String, String> variable) {
        return "export " + variable.getKey() + "='" + variable.getValue().replace("'", "'\\''") + "'";
    }
}
