package sh.karpenter.providers.aws.readiness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.kube.api.aws.KubeletValidation;
import sh.karpenter.providers.aws.nodeclass.AmiFamily;
import sh.karpenter.providers.aws.nodeclass.KubeletSettings;

/// What a node class's `kubelet` asks for that we, or its images, cannot give. What is wrong with it in any case is
/// found by [KubeletValidation].
final class KubeletSupport {
    private KubeletSupport() {}

    /// The fields whose values are expressions, which are not switched on.
    static List<String> expressions(@Nullable Map<String, Object> kubelet) {
        var fields = new ArrayList<String>();
        if (kubelet != null) {
            if (kubelet.get("maxPods") instanceof String) {
                fields.add("maxPods");
            }
            for (String field : List.of("kubeReserved", "systemReserved")) {
                if (kubelet.get(field) instanceof Map<?, ?> map) {
                    map.forEach((key, value) -> {
                        if (!isQuantity(String.valueOf(value))) {
                            fields.add(field + "[" + key + "]");
                        }
                    });
                }
            }
        }
        return fields;
    }

    /// The settings that images of the family cannot be given.
    static List<String> unsupported(AmiFamily family, @Nullable Map<String, Object> kubelet) {
        if (kubelet == null || family == AmiFamily.CUSTOM || family.takesAnyKubeletField()) {
            return List.of();
        }
        var problems = new ArrayList<String>();
        var unknown = new TreeSet<>(kubelet.keySet());
        KubeletSettings.FIELDS.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            problems.add("fields " + unknown + " cannot be passed to " + family.text() + " images");
        }
        if (!family.knowsPodsPerCore() && kubelet.containsKey("podsPerCore")) {
            problems.add("podsPerCore is not known to " + family.text() + " images");
        }
        if (KubeletSettings.of(kubelet).clusterDns().size() > 1) {
            problems.add("clusterDNS may have one address only for " + family.text() + " images");
        }
        return problems;
    }

    private static boolean isQuantity(String text) {
        try {
            Quantity.parse(ResourceNames.MEMORY, text);
            return true;
        } catch (IllegalArgumentException notAQuantity) {
            return false;
        }
    }
}
