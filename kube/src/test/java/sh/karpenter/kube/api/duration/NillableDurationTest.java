package sh.karpenter.kube.api.duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NillableDurationTest {

    @Test
    void neverHasNoLengthAndKeepsItsText() {
        assertThat(NillableDuration.NEVER.duration()).isNull();
        assertThat(NillableDuration.of(null).text()).isEqualTo("Never");
        assertThat(new NillableDuration("30m").text()).isEqualTo("30m");
        assertThat(NillableDuration.of(Duration.ofMinutes(30)).text()).isEqualTo("30m0s");
        assertThatThrownBy(() -> new NillableDuration("never")).isInstanceOf(IllegalArgumentException.class);
    }
}
