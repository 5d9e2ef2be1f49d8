package sh.karpenter.testing.scenarios.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import sh.karpenter.app.local.LocalDirectory;
import sh.karpenter.app.local.LocalSettings;
import sh.karpenter.app.local.LocalStack;

/// A local cluster on free ports, and a shell in a folder of its own that is pointed to it: what
/// `karpenter local up` and `eval "$(karpenter local env)"` give a person.
public final class LocalCluster implements AutoCloseable {
    /// How long anything may take, commands and what they wait for: far more than is needed, for machines that
    /// do much else.
    public static final Duration LIMIT = Duration.ofMinutes(4);

    private final Path folder;
    private final Path kubectl;
    private final LocalStack stack;
    private final AtomicInteger commands = new AtomicInteger();

    private LocalCluster(Path folder, Path kubectl, LocalStack stack) {
        this.folder = folder;
        this.kubectl = kubectl;
        this.stack = stack;
    }

    /// Starts a cluster; the test is skipped, saying so, where there is no kubectl.
    ///
    /// @param folder an empty folder
    public static LocalCluster start(Path folder, LocalSettings settings) {
        Path kubectl = program("kubectl");
        assumeTrue(kubectl != null, "skipped: no kubectl in KUBEBUILDER_ASSETS and none on the PATH");
        return start(folder, settings, Objects.requireNonNull(kubectl));
    }

    /// Starts a cluster for a kubectl that was found elsewhere; programs beside it come first on the shell's path.
    ///
    /// @param folder an empty folder
    public static LocalCluster start(Path folder, LocalSettings settings, Path kubectl) {
        assumeTrue(program("sh") != null, "skipped: no POSIX shell on the PATH");
        var directory = new LocalDirectory(folder.resolve("local"));
        directory.create();
        return new LocalCluster(folder, kubectl, LocalStack.start(settings, directory));
    }

    /// A program of KUBEBUILDER_ASSETS or of the PATH, null when there is none of this name.
    public static @Nullable Path program(String name) {
        for (String variable : List.of("KUBEBUILDER_ASSETS", "PATH")) {
            String folders = System.getenv(variable);
            for (String folder : folders == null ? new String[0] : folders.split(File.pathSeparator, -1)) {
                Path candidate = Path.of(folder, name);
                if (Files.isExecutable(candidate)) {
                    return candidate;
                }
            }
        }
        return null;
    }

    /// Copies a folder of the test resources beside the shell.
    ///
    /// @param name of the folder, for example `walkthrough`
    public LocalCluster with(String name) {
        try {
            URL resource = LocalCluster.class.getResource("/" + name);
            if (resource == null) {
                throw new IllegalArgumentException("no test resources " + name);
            }
            Path source = Path.of(resource.toURI());
            try (Stream<Path> files = Files.walk(source)) {
                for (Path file : files.toList()) {
                    Path target = folder.resolve(name).resolve(source.relativize(file));
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, target);
                    }
                }
            }
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Writes a file beside the shell.
    public void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// Runs a command line to its end.
    public Printed run(String command) {
        String number = "command-" + commands.incrementAndGet();
        Path out = folder.resolve(number + ".out");
        Path err = folder.resolve(number + ".err");
        try {
            Process process = shell(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("$ " + command + "\ndid not end within " + LIMIT.toSeconds() + " s, printed:\n"
                        + Files.readString(out) + Files.readString(err));
            }
            return new Printed(command, process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    /// Runs a command line that must succeed.
    ///
    /// @return what it printed to standard output
    public String print(String command) {
        return run(command).orFail().out();
    }

    /// Runs a command line again and again until what it prints is as expected.
    public Printed until(String command, Predicate<Printed> expected) {
        var last = new Printed[1];
        try {
            await().atMost(LIMIT)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        last[0] = run(command);
                        return expected.test(last[0]);
                    });
        } catch (ConditionTimeoutException late) {
            throw new AssertionError("not as expected within " + LIMIT.toSeconds() + " s:\n" + last[0], late);
        }
        return last[0];
    }

    /// Starts a `kubectl ... --watch` and waits until the server has taken it up, so that nothing is missed
    /// from now on.
    public Background watch(String command) {
        Background watch = start(command + " -v=6");
        until("true", _ -> watch.printed().matches("(?s).*watch=true.*200 OK.*"));
        return watch;
    }

    /// Starts a command line that runs on; whoever asked closes it.
    public Background start(String command) {
        Path output = folder.resolve("command-" + commands.incrementAndGet() + ".out");
        try {
            Process process = shell(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            return new Background(process, output);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private ProcessBuilder shell(String command) {
        var builder = new ProcessBuilder(List.of("sh", "-c", command)).directory(folder.toFile());
        var environment = builder.environment();
        environment.putAll(stack.environment());
        environment.put("HOME", folder.toString());
        environment.merge("PATH", "", (path, _) -> kubectl.getParent() + File.pathSeparator + path);
        return builder;
    }

    /// The cluster itself, for looking into it where kubectl cannot.
    public LocalStack stack() {
        return stack;
    }

    @Override
    public void close() {
        stack.close();
    }
}
