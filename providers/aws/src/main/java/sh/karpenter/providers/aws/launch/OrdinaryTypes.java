package sh.karpenter.providers.aws.launch;

import java.util.List;
import java.util.Set;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.label.AwsResources;

/// Leaves out whole machines and machines with devices unless there is nothing else: before `m5.large,
/// m5.metal`, after `m5.large`. They boot slowly or are dear, and who needs one asks for it. Not where the
/// claim counts values: the count may need them.
final class OrdinaryTypes implements LaunchFilter {
    private static final Set<String> DEVICES = Set.of(
            AwsResources.NEURON,
            AwsResources.NEURON_CORE,
            AwsResources.AMD_GPU,
            AwsResources.NVIDIA_GPU,
            AwsResources.GAUDI);

    @Override
    public List<InstanceType> narrow(List<InstanceType> types, LaunchNeed need) {
        if (!need.minValues().isEmpty()) {
            return types;
        }
        List<InstanceType> ordinary =
                types.stream().filter(type -> !exotic(type)).toList();
        return ordinary.isEmpty() ? types : ordinary;
    }

    private static boolean exotic(InstanceType type) {
        boolean metal = type.requirements().values(AwsLabels.SIZE) instanceof ValueSet.Only sizes
                && sizes.values().stream().anyMatch(size -> size.contains("metal"));
        return metal || DEVICES.stream().anyMatch(device -> type.capacity().get(device) > 0);
    }
}
