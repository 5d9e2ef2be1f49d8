package sh.karpenter.local.kubernetes.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgesTest {

    @ParameterizedTest
    @CsvSource({
        "PT-5S,<invalid>",
        "PT-1S,0s",
        "PT0S,0s",
        "PT119S,119s",
        "PT120S,2m",
        "PT150S,2m30s",
        "PT10M,10m",
        "PT179M,179m",
        "PT3H,3h",
        "PT3H20M,3h20m",
        "PT8H10M,8h",
        "PT47H,47h",
        "PT49H,2d1h",
        "PT240H,10d",
        "P730D,2y",
        "P740D,2y10d"
    })
    void theFurtherAwayTheCoarser(String duration, String expected) {
        assertThat(Ages.of(Duration.parse(duration))).isEqualTo(expected);
    }
}
