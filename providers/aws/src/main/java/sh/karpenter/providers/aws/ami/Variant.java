package sh.karpenter.providers.aws.ami;

import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.providers.aws.label.AwsLabels;

/// What devices an image has drivers for.
enum Variant {
    /// None; it must not be used on machines that have any, which would lie idle.
    STANDARD,
    NVIDIA,
    NEURON;

    Requirements requirements() {
        return switch (this) {
            case STANDARD ->
                Requirements.of(
                        Requirement.doesNotExist(AwsLabels.GPU_COUNT),
                        Requirement.doesNotExist(AwsLabels.ACCELERATOR_COUNT));
            case NVIDIA -> Requirements.of(Requirement.exists(AwsLabels.GPU_COUNT));
            case NEURON -> Requirements.of(Requirement.exists(AwsLabels.ACCELERATOR_COUNT));
        };
    }
}
