package sh.karpenter.providers.aws.userdata;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.providers.aws.nodeclass.KubeletSettings;

/// The kubelet's command line, for images whose bootstrap script takes one.
///
/// Source: Kubernetes reference, "kubelet".
final class KubeletArguments {
    private KubeletArguments() {}

    /// All arguments, separated by blanks. Entries of maps are in order of key, so that the same class always gives
    /// the same text.
    static String text(NodeBoot boot) {
        KubeletSettings kubelet = boot.kubelet();
        var arguments = new ArrayList<String>();
        addQuoted(arguments, "node-labels", boot.labelText());
        addQuoted(
                arguments,
                "register-with-taints",
                boot.taints().stream().map(Taint::toString).collect(Collectors.joining(",")));
        add(arguments, "max-pods", boot.maxPods());
        add(arguments, "pods-per-core", kubelet.podsPerCore() == 0 ? null : kubelet.podsPerCore());
        addQuoted(arguments, "system-reserved", join(kubelet.systemReserved(), "="));
        addQuoted(arguments, "kube-reserved", join(kubelet.kubeReserved(), "="));
        addQuoted(arguments, "eviction-hard", join(kubelet.evictionHard(), "<"));
        addQuoted(arguments, "eviction-soft", join(kubelet.evictionSoft(), "<"));
        addQuoted(arguments, "eviction-soft-grace-period", join(kubelet.evictionSoftGracePeriod(), "="));
        add(arguments, "eviction-max-pod-grace-period", kubelet.evictionMaxPodGracePeriod());
        add(arguments, "image-gc-high-threshold", kubelet.imageGcHighThresholdPercent());
        add(arguments, "image-gc-low-threshold", kubelet.imageGcLowThresholdPercent());
        add(arguments, "cpu-cfs-quota", kubelet.cpuCfsQuota());
        return String.join(" ", arguments);
    }

    private static String join(Map<String, String> map, String sign) {
        return map.entrySet().stream()
                .map(entry -> entry.getKey() + sign + entry.getValue())
                .collect(Collectors.joining(","));
    }

    private static void addQuoted(List<String> arguments, String flag, String value) {
        if (!value.isEmpty()) {
            arguments.add("--" + flag + "=\"" + value + "\"");
        }
    }

    private static void add(List<String> arguments, String flag, @Nullable Object value) {
        if (value != null) {
            arguments.add("--" + flag + "=" + value);
        }
    }
}
