package sh.karpenter.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What users get wrong: each is answered by one line that says what and what to do, and an exit status other
/// than 0.
final class BadInputTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aFolderThatIsAFile() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertRefused("cannot write to " + file + ": choose another folder with --dir", "local", "up", "--dir", file);
        assertRefused("cannot write to " + file, "demo", "--dir", file);
        Path below = file.resolve("below");
        assertRefused("cannot write to " + below, "local", "up", "--dir", below);
    }

    @Test
    void aPortThatIsNone() {
        assertRefused("--port 70000 is not a port", "local", "up", "--dir", folder, "--port", "70000");
        assertRefused("--aws-port -1 is not a port", "local", "up", "--dir", folder, "--aws-port", "-1");
    }

    @Test
    void aPortInUse() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertRefused(
                    "Port " + port + " of 127.0.0.1 is in use.", "local", "serve", "--dir", folder, "--port", port);
            assertRefused(
                    "The local AWS cannot listen on 127.0.0.1:" + port + ". Maybe the port is in use?",
                    "local",
                    "serve",
                    "--dir",
                    folder,
                    "--aws-port",
                    port);
        }
    }

    @Test
    void aSecondClusterInOneFolder() throws IOException {
        ProcessHandle self = ProcessHandle.current();
        Files.writeString(folder.resolve("pid"), self.pid() + "\n");
        assertRefused("a local cluster already runs from " + folder + " (process ", "local", "up", "--dir", folder);
    }

    @Test
    void noClusterToBeFound() {
        String none = "no local cluster runs from " + folder + ": ";
        assertRefused(none, "local", "down", "--dir", folder);
        assertRefused(none + "start one with 'karpenter local up'", "local", "env", "--dir", folder);
        assertRefused(none, "local", "status", "--dir", folder);
    }

    @Test
    void aProcessThatOnlyHasTheNumberOfOneThatIsGone() throws IOException {
        Files.writeString(folder.resolve("pid"), ProcessHandle.current().pid() + " 12345\n");
        assertRefused("no local cluster runs from " + folder, "local", "down", "--dir", folder);
    }

    @Test
    void aDamagedFileOfTheProcess() throws IOException {
        Files.writeString(folder.resolve("pid"), "no number\n");
        for (String command : new String[] {"up", "env", "status", "down"}) {
            Files.writeString(folder.resolve("environment"), "A=b\n");
            assertRefused(folder.resolve("pid") + " holds no process id: ", "local", command, "--dir", folder);
        }
    }

    @Test
    void aKubeconfigThatIsMissingOrDamaged() throws IOException {
        Path file = folder.resolve("kubeconfig");
        assertRefused("kubeconfig " + file + " cannot be read.", "controller", "--kubeconfig", file);
        Files.writeString(file, "clusters: [");
        assertRefused("kubeconfig " + file + " cannot be used: ", "controller", "--kubeconfig", file);
    }

    @Test
    void anOptionOrACommandThatIsNone() {
        assertMisunderstood(
                "karpenter: unknown option: '--log-lvel=debug'. Maybe --log-level ", "controller", "--log-lvel=debug");
        assertMisunderstood("karpenter: unmatched argument at index 0: 'lokal'.", "lokal");
        assertMisunderstood("karpenter: invalid value for option '--scenario':", "demo", "--scenario", "nope");
    }

    @Test
    void aSettingOfTheControllerThatMakesNoSense() {
        assertRefused("--log-level \"chatty\" is not one of ", "controller", "--log-level", "chatty");
        assertRefused("--metrics-port \"eight\" is not a whole number.", "controller", "--metrics-port", "eight");
    }

    @Test
    void aLogThatCannotBeWritten() {
        assertRefused(
                "cannot write the log to " + folder.resolve("none/log") + ": its folder does not exist. Choose another",
                "controller",
                "--log-output-paths",
                folder.resolve("none/log"));
        assertRefused(
                "cannot write the log to " + folder.resolve("none/errors") + ": its folder does not exist. Choose"
                        + " another place with --log-error-output-paths.",
                "controller",
                "--log-error-output-paths",
                folder.resolve("none/errors"));
    }

    @Test
    void aControlPlaneWithoutPrograms() {
        assertRefused(
                "no etcd, no kube-apiserver, no kube-scheduler, no kube-controller-manager in " + folder,
                "local",
                "serve",
                "--dir",
                folder.resolve("state"),
                "--control-plane",
                folder);
    }

    private static void assertMisunderstood(String beginning, String... words) {
        var err = new StringWriter();
        int exit = Main.execute(new PrintWriter(new StringWriter()), new PrintWriter(err, true), words);
        assertThat(err.toString().lines())
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith(beginning).contains(" --help'."));
        assertThat(exit).isEqualTo(2);
    }

    private static void assertRefused(String reason, Object... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        int exit = Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), words);
        assertThat(err.toString().lines())
                .as(String.join(" ", words))
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("karpenter: " + reason));
        assertThat(exit).isOne();
    }
}
