package sh.karpenter.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher on machines that lack something. Its folders are pointed to an empty machine, so that what is
/// installed here does not matter.
final class LauncherTest {
    @TempDir
    private Path machine = Path.of("");

    @BeforeEach
    void copyTheLauncher() throws IOException {
        String script = Files.readString(root().resolve("karpenter"))
                .replace("/usr/", machine + "/usr/")
                .replace("/opt/", machine + "/opt/")
                .replace("/Library/", machine + "/Library/");
        Files.writeString(machine.resolve("karpenter"), script);
    }

    @Test
    void saysThatThereIsNoJdk() throws Exception {
        assertThat(launch()).isEqualTo(new Ended(1, """
            karpenter: needs a JDK 25 and found none. Install one (for example Eclipse Temurin 25) or set JAVA_HOME to it.
            """));
    }

    @Test
    void namesTheJdkThatIsTooOld() throws Exception {
        jdk("usr/lib/jvm/old", "17.0.9");
        Ended ended = launch();
        assertThat(ended.exit()).isOne();
        assertThat(ended.printed()).contains("found \n  17.0.9 in " + machine + "/usr/lib/jvm/old");
    }

    @Test
    void saysThatMavenIsNeededForTheFirstBuild() throws Exception {
        jdk("usr/lib/jvm/new", "25.0.1");
        assertThat(launch()).isEqualTo(new Ended(1, """
            karpenter: is not built yet and needs Maven 3.8 or newer for that: install mvn and run again.
            """));
    }

    private record Ended(int exit, String printed) {}

    /// Runs the launcher where only a few harmless programs are on the path.
    private Ended launch() throws IOException, InterruptedException {
        Path programs = Files.createDirectories(machine.resolve("bin"));
        for (String program : new String[] {"dirname", "sed", "find", "head", "readlink", "grep", "mkdir"}) {
            Files.createSymbolicLink(programs.resolve(program), program(program));
        }
        var builder = new ProcessBuilder(
                        program("sh").toString(), machine.resolve("karpenter").toString(), "version")
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", programs.toString());
        builder.environment().put("HOME", machine.toString());
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), printed);
    }

    private void jdk(String folder, String version) throws IOException {
        Path home = machine.resolve(folder);
        Path programs = Files.createDirectories(home.resolve("bin"));
        Files.createFile(
                programs.resolve("javac"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    }

    private static Path program(String name) {
        for (String folder : new String[] {"/usr/bin", "/bin"}) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return Path.of(folder, name);
            }
        }
        throw new IllegalStateException("no " + name + " on this machine");
    }

    private static Path root() {
        @Nullable Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("karpenter"))) {
            folder = folder.getParent();
        }
        return Objects.requireNonNull(folder, "not run within a checkout");
    }
}
