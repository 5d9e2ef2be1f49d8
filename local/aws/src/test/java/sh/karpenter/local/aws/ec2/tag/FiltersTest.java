package sh.karpenter.local.aws.ec2.tag;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FiltersTest {
    @Test
    void comparesWithWildcards() {
        assertThat(Filters.matches("m5.large", "m5.large")).isTrue();
        assertThat(Filters.matches("m5.large", "m5.larger")).isFalse();
        assertThat(Filters.matches("m5.*", "m5.large")).isTrue();
        assertThat(Filters.matches("*", "")).isTrue();
        assertThat(Filters.matches("*.large", "m5.large")).isTrue();
        assertThat(Filters.matches("*a*b*", "xxaxxbxx")).isTrue();
        assertThat(Filters.matches("*a*b*", "xxbxxaxx")).isFalse();
        assertThat(Filters.matches("m?.large", "m5.large")).isTrue();
        assertThat(Filters.matches("m?.large", "m.large")).isFalse();
        assertThat(Filters.matches("*ab", "aab")).isTrue();
        assertThat(Filters.matches("M5.large", "m5.large")).isFalse();
        assertThat(Filters.matches("", "")).isTrue();
        assertThat(Filters.matches("", "x")).isFalse();
    }
}
