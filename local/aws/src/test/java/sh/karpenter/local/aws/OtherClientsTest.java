package sh.karpenter.local.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that are not ours: boto3 and the aws command line, driven by a script. Skipped where Python or boto3 is
/// missing.
final class OtherClientsTest {
    @TempDir
    Path directory = Path.of("");

    private record Ended(int code, String output) {}

    private static Ended run(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Ended(127, "There is no " + command[0]);
        }
        try (InputStream out = process.getInputStream()) {
            var output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as("the script ends")
                    .isTrue();
            return new Ended(process.exitValue(), output);
        }
    }

    @Test
    void boto3AndTheCommandLineAreContent() throws IOException, InterruptedException {
        var python = run("python3", "-c", "import boto3");
        Assumptions.assumeTrue(python.code() == 0, "python3 with boto3 is not installed: " + python.output());
        var script = directory.resolve("check_clients.py");
        try (var in = OtherClientsTest.class.getResourceAsStream("check_clients.py")) {
            assertThat(in).isNotNull();
            Files.write(script, in.readAllBytes());
        }
        try (var aws = LocalAws.builder().clusterName("demo").start()) {
            var ended = run("python3", script.toString(), aws.endpoint().toString());

            assertThat(ended.output()).contains("all checks passed");
            assertThat(ended.code()).isZero();
        }
    }
}
