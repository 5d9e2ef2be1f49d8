package sh.karpenter.local.kubernetes.kubectl;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.server.EmbeddedApiServer;

/// A real `kubectl` against a server, for acceptance tests: each run has a home folder of its own, so that
/// nothing of the user's configuration or cache is read.
///
/// The binary is looked for in the folder `KUBEBUILDER_ASSETS`, in `target/kubectl`, then on the `PATH`.
public final class Kubectl {
    private static final long TIMEOUT_SECONDS = 60;

    private final Path binary;
    private final Path home;
    private final Path configuration;

    private Kubectl(Path binary, Path home, Path configuration) {
        this.binary = binary;
        this.home = home;
        this.configuration = configuration;
    }

    /// What a command left.
    ///
    /// @param code exit code
    /// @param output standard output and error, in the order in which they came
    public record Result(int code, String output) {}

    /// The binary, or null when there is none on this machine.
    public static @Nullable Path find() {
        List<Path> folders = new ArrayList<>();
        String assets = System.getenv("KUBEBUILDER_ASSETS");
        if (assets != null) {
            folders.add(Path.of(assets));
        }
        folders.add(Path.of("target", "kubectl"));
        String path = System.getenv("PATH");
        if (path != null) {
            Arrays.stream(path.split(File.pathSeparator, -1)).map(Path::of).forEach(folders::add);
        }
        return folders.stream()
                .map(folder -> folder.resolve("kubectl"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /// A kubectl for a server.
    ///
    /// @param home empty folder for its cache and configuration
    public static Kubectl of(EmbeddedApiServer server, Path binary, Path home) throws IOException {
        Path configuration = home.resolve("kubeconfig");
        server.kubeconfig().write(configuration);
        return new Kubectl(binary, home, configuration);
    }

    /// Runs a command to its end.
    ///
    /// @param arguments for example `get`, `nodes`
    public Result run(String... arguments) throws IOException, InterruptedException {
        return runWithInput("", arguments);
    }

    /// Runs a command with text on its standard input, for `apply -f -`.
    public Result runWithInput(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of(binary.toString()), Arrays.stream(arguments))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("KUBECONFIG", configuration.toString());
        Path stdin = Files.writeString(home.resolve("stdin"), input);
        Path stdout = home.resolve("stdout");
        Process process = builder.redirectInput(stdin.toFile())
                .redirectOutput(stdout.toFile())
                .start();
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("kubectl " + String.join(" ", arguments) + " did not end within " + TIMEOUT_SECONDS
                    + " s; so far it said: " + Files.readString(stdout));
        }
        return new Result(process.exitValue(), Files.readString(stdout, StandardCharsets.UTF_8));
    }
}
