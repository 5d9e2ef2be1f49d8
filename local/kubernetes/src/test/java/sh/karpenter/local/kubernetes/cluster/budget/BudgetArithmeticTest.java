package sh.karpenter.local.kubernetes.cluster.budget;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BudgetArithmeticTest {

    @Test
    void roundsPercentagesUp() {
        assertThat(BudgetArithmetic.desiredHealthy("50%", "", 7)).isEqualTo(4);
        assertThat(BudgetArithmetic.desiredHealthy("", "50%", 7)).isEqualTo(3);
        assertThat(BudgetArithmetic.desiredHealthy("2", "", 7)).isEqualTo(2);
        assertThat(BudgetArithmetic.desiredHealthy("", "10", 7)).isZero();
    }

    @Test
    void allowsNoDisruptionWhenNothingIsExpected() {
        assertThat(new BudgetArithmetic(0, 0, 3).disruptionsAllowed()).isZero();
        assertThat(new BudgetArithmetic(3, 2, 3).disruptionsAllowed()).isEqualTo(1);
        assertThat(new BudgetArithmetic(3, 2, 1).disruptionsAllowed()).isZero();
    }

    @Test
    void asksControllersOnlyForPercentagesAndMaxUnavailable() {
        assertThat(BudgetArithmetic.needsScale("2", "")).isFalse();
        assertThat(BudgetArithmetic.needsScale("20%", "")).isTrue();
        assertThat(BudgetArithmetic.needsScale("", "1")).isTrue();
    }
}
