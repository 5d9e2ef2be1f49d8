package sh.karpenter.app.demo;

import java.util.List;

/// The cluster as the placement scenario uses it.
interface PlacementCluster extends DemoCluster {

    /// All pods of the scenario, in order of name.
    List<DemoPod> pods();
}
