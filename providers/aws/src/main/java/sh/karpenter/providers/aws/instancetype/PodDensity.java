package sh.karpenter.providers.aws.instancetype;

import java.util.List;
import sh.karpenter.providers.aws.nodeclass.AmiFamily;
import sh.karpenter.providers.aws.nodeclass.KubeletSettings;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.NetworkCardInfo;

/// How many pods a node of a type runs.
///
/// Each pod takes one secondary IPv4 address of a network interface; two more pods run with the host's address.
/// m5.large: 3 interfaces with 10 addresses each give 3 x (10 - 1) + 2 = 29 pods.
final class PodDensity {
    private static final int WINDOWS_PODS = 110;

    private PodDensity() {}

    /// The pods of a node.
    ///
    /// @param reservedInterfaces interfaces that the user keeps for other purposes
    static long pods(InstanceTypeInfo type, NodeClass nodeClass, int reservedInterfaces) {
        KubeletSettings kubelet = nodeClass.kubelet();
        AmiFamily family = nodeClass.family();
        long pods;
        if (kubelet.maxPods() != null) {
            pods = kubelet.maxPods();
        } else if (family.limitsPodsByInterfaces()) {
            pods = byInterfaces(type, nodeClass, reservedInterfaces);
        } else {
            pods = WINDOWS_PODS;
        }
        if (kubelet.podsPerCore() > 0 && family.knowsPodsPerCore()) {
            pods = Math.min((long) kubelet.podsPerCore() * type.vCpuInfo().defaultVCpus(), pods);
        }
        return pods;
    }

    /// The pods that the interfaces of the default network card admit.
    ///
    /// @param reservedInterfaces interfaces that are not there for pods
    static long byInterfaces(InstanceTypeInfo type, NodeClass nodeClass, int reservedInterfaces) {
        int interfaces = interfaces(type) - reservedInterfaces - nodeClass.efaOnlyInterfaces(0);
        return interfaces <= 0 ? 0 : (long) interfaces * (type.networkInfo().ipv4AddressesPerInterface() - 1) + 2;
    }

    private static int interfaces(InstanceTypeInfo type) {
        List<NetworkCardInfo> cards = type.networkInfo().networkCards();
        int index = type.networkInfo().defaultNetworkCardIndex() == null
                ? 0
                : type.networkInfo().defaultNetworkCardIndex();
        for (NetworkCardInfo card : cards) {
            if (card.networkCardIndex() == index) {
                return card.maximumNetworkInterfaces();
            }
        }
        return type.networkInfo().maximumNetworkInterfaces();
    }
}
