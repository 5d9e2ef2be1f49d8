package sh.karpenter.local.kubernetes.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {

    @ParameterizedTest
    @CsvSource({
        "1,1",
        "1000m,1",
        "0.5,500m",
        "1.5,1500m",
        "1500m,1500m",
        "1024Mi,1Gi",
        "1.5Gi,1536Mi",
        "1000,1k",
        "1100,1100",
        "1e3,1k",
        "0,0",
        "100Ki,100Ki",
        "128Mi,128Mi",
        "0.1m,100u",
        "1.0,1"
    })
    void isWrittenInOneForm(String text, String canonical) {
        assertThat(Quantity.canonical(text)).isEqualTo(canonical);
    }

    @Test
    void otherTextIsNoQuantity() {
        assertThat(Quantity.canonical("many")).isNull();
        assertThat(Quantity.parse("1 Gi")).isNull();
    }
}
