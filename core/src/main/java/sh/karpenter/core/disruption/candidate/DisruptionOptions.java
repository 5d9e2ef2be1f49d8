package sh.karpenter.core.disruption.candidate;

/// The settings of disruption.
///
/// @param spotToSpot whether spot nodes may be replaced by cheaper spot nodes (feature gate
///     SpotToSpotConsolidation)
/// @param podDeletionCostManaged whether the controller writes pod deletion costs itself, so that they are not
///     read as the user's (feature gate PodDeletionCostManagement)
/// @param mode how consolidation searches (option `--consolidation-mode`)
public record DisruptionOptions(boolean spotToSpot, boolean podDeletionCostManaged, Mode mode) {

    /// How consolidation searches.
    public enum Mode {
        /// Several commands a pass, no fixed cap on candidates, damped. Nodes whose price is not known are left
        /// alone.
        DEFAULT,
        /// As Karpenter does: one command a pass, its caps and time limits, and a node whose price is not known
        /// costs nothing.
        REFERENCE
    }

    /// Settings of the default mode.
    public DisruptionOptions(boolean spotToSpot, boolean podDeletionCostManaged) {
        this(spotToSpot, podDeletionCostManaged, Mode.DEFAULT);
    }

    /// What the controller uses unless told otherwise.
    public static DisruptionOptions defaults() {
        return new DisruptionOptions(false, false, Mode.DEFAULT);
    }

    /// The same settings in another mode.
    public DisruptionOptions in(Mode other) {
        return new DisruptionOptions(spotToSpot, podDeletionCostManaged, other);
    }
}
