package sh.karpenter.local.kubernetes.cluster.budget;

/// The numbers of a PodDisruptionBudget. Pure.
///
/// @param expected how many pods there should be
/// @param desiredHealthy how many have to be healthy
/// @param currentHealthy how many are
record BudgetArithmetic(int expected, int desiredHealthy, int currentHealthy) {

    /// How many may be disrupted now; none as long as no pods are expected.
    int disruptionsAllowed() {
        return expected <= 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
    }

    /// How many pods have to be healthy.
    ///
    /// @param minAvailable a number or percentage, empty when unset; a percentage is of `expected`, rounded up
    /// @param maxUnavailable likewise
    static int desiredHealthy(String minAvailable, String maxUnavailable, int expected) {
        if (!minAvailable.isEmpty()) {
            return resolve(minAvailable, expected);
        }
        return maxUnavailable.isEmpty() ? 0 : Math.max(0, expected - resolve(maxUnavailable, expected));
    }

    /// Whether the expected number has to be asked from the pods' controllers, rather than counting pods.
    static boolean needsScale(String minAvailable, String maxUnavailable) {
        return minAvailable.endsWith("%") || !maxUnavailable.isEmpty();
    }

    private static int resolve(String numberOrPercent, int total) {
        if (numberOrPercent.endsWith("%")) {
            int percent = Integer.parseInt(numberOrPercent.substring(0, numberOrPercent.length() - 1));
            return Math.ceilDiv(total * percent, 100);
        }
        return Integer.parseInt(numberOrPercent);
    }
}
