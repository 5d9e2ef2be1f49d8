package sh.karpenter.providers.aws.launch;

import java.util.List;
import sh.karpenter.core.cloud.InstanceType;

/// Keeps the types that can be what the claim needs: before `m5.large, c5.large, t3.nano`, after, for 3 GiB,
/// `m5.large, c5.large`. A claim for reserved machines whose reservations are all full ends here.
final class SuitableTypes implements LaunchFilter {
    @Override
    public List<InstanceType> narrow(List<InstanceType> types, LaunchNeed need) {
        return types.stream().filter(need::suits).toList();
    }
}
