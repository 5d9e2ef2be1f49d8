package sh.karpenter.providers.aws.userdata;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.providers.aws.nodeclass.KubeletSettings;
import sh.karpenter.providers.aws.userdata.UserData.Outcome;

/// User data of Bottlerocket: settings in TOML. The user's settings are kept, ours are laid over them; taints are
/// replaced, labels merged. Tables outside `settings` mean nothing to Bottlerocket and are left out.
///
/// Source: Bottlerocket documentation, "Settings", `settings.kubernetes` and `settings.bootstrap-commands`.
final class BottlerocketUserData {
    private static final String MOUNT_COMMAND = "000-mount-instance-storage";

    private BottlerocketUserData() {}

    static Outcome write(NodeBoot boot) {
        Map<String, Object> settings;
        try {
            settings = boot.custom().isBlank()
                    ? new TreeMap<>()
                    : table(Toml.parse(boot.custom()).get("settings"));
        } catch (IllegalArgumentException notToml) {
            return new Outcome.Malformed("userData is not TOML, as Bottlerocket needs it: " + notToml.getMessage());
        }
        Map<String, Object> kubernetes = table(settings.get("kubernetes"));
        cluster(kubernetes, boot);
        kubelet(kubernetes, boot.kubelet());
        settings.put("kubernetes", kubernetes);
        if (boot.localDisksTogether()) {
            Map<String, Object> commands = table(settings.get("bootstrap-commands"));
            commands.put(MOUNT_COMMAND, mountLocalDisks());
            settings.put("bootstrap-commands", commands);
        }
        return new Outcome.Written(Toml.write(Map.of("settings", settings)));
    }

    private static void cluster(Map<String, Object> kubernetes, NodeBoot boot) {
        kubernetes.put("api-server", boot.cluster().endpoint());
        kubernetes.put("cluster-name", boot.cluster().name());
        putPresent(kubernetes, "cluster-certificate", boot.cluster().certificateAuthority());
        if (!boot.clusterDns().isEmpty()) {
            kubernetes.put("cluster-dns-ip", boot.clusterDns().getFirst());
        }
        kubernetes.put("max-pods", boot.maxPods());
        Map<String, Object> labels = table(kubernetes.get("node-labels"));
        labels.putAll(boot.labels());
        if (!labels.isEmpty()) {
            kubernetes.put("node-labels", labels);
        }
        var taints = new TreeMap<String, List<String>>();
        for (Taint taint : boot.taints()) {
            taints.computeIfAbsent(taint.key(), _ -> new ArrayList<>())
                    .add(taint.value() + ":" + taint.effect().text());
        }
        kubernetes.put("node-taints", taints);
    }

    private static void kubelet(Map<String, Object> kubernetes, KubeletSettings kubelet) {
        putAll(kubernetes, "system-reserved", kubelet.systemReserved());
        putAll(kubernetes, "kube-reserved", kubelet.kubeReserved());
        putAll(kubernetes, "eviction-hard", kubelet.evictionHard());
        putAll(kubernetes, "eviction-soft", kubelet.evictionSoft());
        putAll(kubernetes, "eviction-soft-grace-period", kubelet.evictionSoftGracePeriod());
        putPresent(kubernetes, "eviction-max-pod-grace-period", kubelet.evictionMaxPodGracePeriod());
        putPresent(kubernetes, "image-gc-high-threshold-percent", text(kubelet.imageGcHighThresholdPercent()));
        putPresent(kubernetes, "image-gc-low-threshold-percent", text(kubelet.imageGcLowThresholdPercent()));
        putPresent(kubernetes, "cpu-cfs-quota-enforced", kubelet.cpuCfsQuota());
    }

    /// The directories are named, which every version of Bottlerocket that knows the command understands.
    private static Map<String, Object> mountLocalDisks() {
        var command = new TreeMap<String, Object>();
        command.put(
                "commands",
                List.of(
                        List.of("apiclient", "ephemeral-storage", "init"),
                        List.of(
                                "apiclient",
                                "ephemeral-storage",
                                "bind",
                                "--dirs",
                                "/var/lib/containerd",
                                "/var/lib/kubelet",
                                "/var/log/pods")));
        command.put("essential", true);
        command.put("mode", "always");
        return command;
    }

    private static @Nullable String text(@Nullable Integer number) {
        return number == null ? null : number.toString();
    }

    private static void putPresent(Map<String, Object> table, String key, @Nullable Object value) {
        if (value != null) {
            table.put(key, value);
        }
    }

    private static void putAll(Map<String, Object> table, String key, Map<String, String> values) {
        if (!values.isEmpty()) {
            table.put(key, values);
        }
    }

    /// A copy of a table that can be changed; an empty one for anything else.
    private static Map<String, Object> table(@Nullable Object value) {
        var copy = new TreeMap<String, Object>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> copy.put(String.valueOf(key), element));
        }
        return copy;
    }
}
