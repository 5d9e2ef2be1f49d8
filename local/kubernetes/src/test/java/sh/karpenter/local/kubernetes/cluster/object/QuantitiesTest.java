package sh.karpenter.local.kubernetes.cluster.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuantitiesTest {

    @ParameterizedTest
    @CsvSource({
        "cpu, 1, 1000",
        "cpu, 100m, 100",
        "cpu, 0.5, 500",
        "cpu, 1u, 1",
        "memory, 1Gi, 1073741824",
        "memory, 1G, 1000000000",
        "memory, 128974848, 128974848",
        "memory, 1.5Ki, 1536",
        "memory, 1e3, 1000",
        "memory, 2E3, 2000",
        "memory, 100m, 1",
        "pods, 110, 110",
        "memory, 100Ei, 9223372036854775807",
        "memory, '', 0"
    })
    void readsAmountsRoundingUp(String resource, String quantity, long amount) {
        assertThat(Quantities.amount(resource, quantity)).isEqualTo(amount);
    }

    @Test
    void readsRequestsByName() {
        assertThat(Quantities.amounts(Tree.object("cpu", "250m", "memory", "1Ki")))
                .containsEntry("cpu", 250L)
                .containsEntry("memory", 1024L)
                .hasSize(2);
    }
}
