package sh.karpenter.local.kubernetes.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubernetes.object.Json;

class LogBufferTest {
    private final LogBuffer buffer = new LogBuffer(3, () -> Instant.EPOCH);

    @Test
    void keepsTheLastLines() throws IOException {
        for (String line : new String[] {"a", "b", "c", "d"}) {
            buffer.append(line);
        }
        assertThat(read(null)).isEqualTo("b\nc\nd\n");
        assertThat(read(1L)).isEqualTo("d\n");
    }

    @Test
    void aFollowerGetsWhatIsWrittenLaterUntilTheEnd() throws IOException {
        buffer.append("before");
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(buffer.open(request(null, true)), StandardCharsets.UTF_8))) {
            assertThat(reader.readLine()).isEqualTo("before");
            buffer.append("after");
            buffer.close();
            assertThat(reader.readLine()).isEqualTo("after");
            assertThat(reader.readLine()).isNull();
        }
    }

    private String read(@Nullable Long tail) throws IOException {
        return new String(buffer.open(request(tail, false)).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static LogRequest request(@Nullable Long tail, boolean follow) {
        return new LogRequest(Json.object(), null, "c", follow, false, tail, null, null, "");
    }
}
