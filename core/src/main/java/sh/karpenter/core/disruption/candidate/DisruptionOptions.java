package sh.karpenter.core.disruption.candidate;

/// The settings of disruption.
///
/// @param spotToSpot whether spot nodes may be replaced by cheaper spot nodes (feature gate
///     SpotToSpotConsolidation)
/// @param podDeletionCostManaged whether the controller writes pod deletion costs itself, so that they are not
///     read as the
///     user's (feature gate PodDeletionCostManagement)
public record DisruptionOptions(boolean spotToSpot, boolean podDeletionCostManaged) {

    /// What the controller uses unless told otherwise.
    public static DisruptionOptions defaults() {
        return new DisruptionOptions(false, false);
    }
}
