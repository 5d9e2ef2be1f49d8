package sh.karpenter.providers.aws.launch;

import java.util.List;
import sh.karpenter.core.cloud.InstanceType;

/// One rule that narrows what may be launched. It may leave types out, or offerings of types.
@FunctionalInterface
interface LaunchFilter {

    /// What is left.
    ///
    /// @param types with all their offerings so far
    List<InstanceType> narrow(List<InstanceType> types, LaunchNeed need);
}
