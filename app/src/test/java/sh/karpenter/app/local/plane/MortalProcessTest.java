package sh.karpenter.app.local.plane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MortalProcessTest {
    private static final int KILLED = 128 + 9;

    @TempDir
    private Path folder = Path.of("");

    /// The pipe ends as it does when the process that holds it is killed.
    @Test
    void diesWhenNobodyHoldsThePipeAnyMore() throws Exception {
        Process process = MortalProcess.start("sleep", List.of("1000"), folder.resolve("log"));

        process.getOutputStream().close();

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(KILLED);
    }

    @Test
    void endsAsTheProgramDoes() throws Exception {
        Path log = folder.resolve("log");
        Process process = MortalProcess.start("sh", List.of("-c", "echo \"$0 $1\"; exit 7", "a b", "c"), log);

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(7);
        assertThat(log).hasContent("a b c");
    }
}
