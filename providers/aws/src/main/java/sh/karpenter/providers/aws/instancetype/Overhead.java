package sh.karpenter.providers.aws.instancetype;

import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.providers.aws.nodeclass.KubeletSettings;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;

/// What the system takes of a machine before pods may use it: reserved for the kubelet, reserved for the
/// system, and kept free so that the kubelet need not evict.
///
/// m5.large: memory 11 x 29 + 255 = 574 MiB for the kubelet and 100 MiB kept free; CPU 60 + 10 = 70 millicores.
final class Overhead {
    private static final long MEBIBYTE = 1L << 20;
    private static final long MEBIBYTES_PER_POD = 11;
    private static final long MEBIBYTES_OF_KUBELET = 255;
    private static final long EVICTION_MEBIBYTES = 100;

    private Overhead() {}

    /// Everything taken, as one sum.
    ///
    /// @param capacity what the machine has, by estimate: discovered memory must not enter here
    static Resources of(InstanceTypeInfo type, NodeClass nodeClass, Resources capacity) {
        KubeletSettings kubelet = nodeClass.kubelet();
        return kubeReserved(type, nodeClass, capacity.get(ResourceNames.PODS))
                .plus(quantities(kubelet.systemReserved()))
                .plus(eviction(kubelet, capacity));
    }

    private static Resources kubeReserved(InstanceTypeInfo type, NodeClass nodeClass, long pods) {
        long podsThatCost =
                nodeClass.family().reservesMemoryByInterfaces() ? PodDensity.byInterfaces(type, nodeClass, 0) : pods;
        var amounts = new TreeMap<String, Long>();
        amounts.put(ResourceNames.CPU, reservedMillicores(type.vCpuInfo().defaultVCpus()) * Resources.MILLICORE);
        amounts.put(ResourceNames.MEMORY, (MEBIBYTES_PER_POD * podsThatCost + MEBIBYTES_OF_KUBELET) * MEBIBYTE);
        amounts.put(ResourceNames.EPHEMERAL_STORAGE, 1L << 30);
        amounts.putAll(quantities(nodeClass.kubelet().kubeReserved()).amounts());
        return new Resources(amounts);
    }

    /// 6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of the others, each part in whole
    /// millicores. Source: EKS optimised images, as GKE and AKS do.
    static long reservedMillicores(int cores) {
        long reserved = 60L * Math.min(cores, 1);
        reserved += 10L * Math.clamp(cores - 1L, 0, 1);
        reserved += 5L * Math.clamp(cores - 2L, 0, 2);
        reserved += 5L * Math.max(cores - 4, 0) / 2;
        return reserved;
    }

    private static Resources eviction(KubeletSettings kubelet, Resources capacity) {
        long memory = capacity.get(ResourceNames.MEMORY);
        long storage = capacity.get(ResourceNames.EPHEMERAL_STORAGE);
        var amounts = new TreeMap<String, Long>();
        amounts.put(
                ResourceNames.MEMORY,
                threshold(kubelet.evictionHard(), "memory.available", memory, EVICTION_MEBIBYTES * MEBIBYTE));
        amounts.put(
                ResourceNames.EPHEMERAL_STORAGE,
                threshold(kubelet.evictionHard(), "nodefs.available", storage, (storage + 9) / 10));
        return new Resources(amounts);
    }

    /// The amount that a signal keeps free; `100%` switches the signal off.
    private static long threshold(SequencedMap<String, String> signals, String signal, long capacity, long otherwise) {
        String text = signals.get(signal);
        if (text == null) {
            return otherwise;
        }
        try {
            if (!text.endsWith("%")) {
                return Quantity.parse(ResourceNames.MEMORY, text);
            }
            double percent = Double.parseDouble(text.substring(0, text.length() - 1));
            return percent == 100 ? 0 : (long) Math.ceil(capacity / 100.0 * percent);
        } catch (IllegalArgumentException reportedByValidation) {
            return otherwise;
        }
    }

    /// The quantities among the texts; an expression is none and counts only where expressions are switched on.
    private static Resources quantities(Map<String, String> texts) {
        var amounts = new TreeMap<String, Long>();
        texts.forEach((name, text) -> {
            try {
                amounts.put(name, Quantity.parse(name, text));
            } catch (IllegalArgumentException reportedByValidation) {
                amounts.remove(name);
            }
        });
        return new Resources(amounts);
    }
}
