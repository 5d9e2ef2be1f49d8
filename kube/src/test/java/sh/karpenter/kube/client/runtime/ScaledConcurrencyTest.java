package sh.karpenter.kube.client.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How many workers a controller has, by the processor time of the process.
class ScaledConcurrencyTest {
    @ParameterizedTest
    @CsvSource({"0, 10", "500, 10", "1000, 10", "1500, 26", "15000, 244", "60000, 1000", "100000, 1000"})
    void growsLinearlyFromOneToSixtyCores(long cpuRequestMillis, int workers) {
        assertThat(Concurrency.scaled(cpuRequestMillis, 10, 1000)).isEqualTo(workers);
    }
}
