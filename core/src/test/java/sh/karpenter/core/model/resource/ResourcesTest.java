package sh.karpenter.core.model.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The arithmetic of amounts: which names a result keeps, and what fits.
class ResourcesTest {
    private static Resources of(String name, long amount) {
        return Resources.none().with(name, amount);
    }

    @Test
    void whatIsAskedForFitsWhereNothingOfItExceedsTheTotal() {
        Resources total = of("cpu", 4).with("memory", 8);

        assertThat(of("cpu", 4).fitsIn(total)).isTrue();
        assertThat(of("cpu", 5).fitsIn(total)).isFalse();
        assertThat(of("gpu", 0).fitsIn(total)).isTrue();
        assertThat(of("gpu", 1).fitsIn(total)).isFalse();
        assertThat(Resources.none().fitsIn(total)).isTrue();
    }

    @Test
    void nothingFitsWhereAnythingIsNegative() {
        assertThat(Resources.none().fitsIn(of("cpu", 4).with("memory", -1))).isFalse();
        assertThat(of("cpu", 1).fitsIn(of("cpu", 4).with("memory", -1))).isFalse();
    }

    @Test
    void aDifferenceKeepsTheNamesOfTheLeftSide() {
        assertThat(of("cpu", 4).minus(of("cpu", 5).with("memory", 1))).isEqualTo(of("cpu", -1));
        assertThat(of("cpu", 4).minus(of("memory", 1))).isEqualTo(of("cpu", 4));
    }

    @Test
    void aSumAndAMaximumKeepTheNamesOfBothSidesAMinimumThoseInCommon() {
        Resources left = of("cpu", 4).with("memory", 2);
        Resources right = of("cpu", 1).with("gpu", 3);

        assertThat(left.plus(right)).isEqualTo(of("cpu", 5).with("memory", 2).with("gpu", 3));
        assertThat(left.max(right)).isEqualTo(of("cpu", 4).with("memory", 2).with("gpu", 3));
        assertThat(left.min(right)).isEqualTo(of("cpu", 1));
    }

    @Test
    void sumsThatAreTooGreatStopAtTheGreatest() {
        assertThat(of("cpu", Long.MAX_VALUE).plus(of("cpu", 1))).isEqualTo(of("cpu", Long.MAX_VALUE));
        assertThat(of("cpu", Long.MIN_VALUE).minus(of("cpu", 1))).isEqualTo(of("cpu", Long.MIN_VALUE));
    }
}
