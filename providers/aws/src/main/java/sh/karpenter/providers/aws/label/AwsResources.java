package sh.karpenter.providers.aws.label;

/// The resource names that machines of this provider may offer beyond the core's.
public final class AwsResources {
    public static final String POD_ENI = "vpc.amazonaws.com/pod-eni";
    public static final String PRIVATE_IPV4 = "vpc.amazonaws.com/PrivateIPv4Address";
    public static final String EFA = "vpc.amazonaws.com/efa";
    public static final String NEURON = "aws.amazon.com/neuron";
    public static final String NEURON_CORE = "aws.amazon.com/neuroncore";
    public static final String NVIDIA_GPU = "nvidia.com/gpu";
    public static final String AMD_GPU = "amd.com/gpu";
    public static final String GAUDI = "habana.ai/gaudi";

    private AwsResources() {}
}
