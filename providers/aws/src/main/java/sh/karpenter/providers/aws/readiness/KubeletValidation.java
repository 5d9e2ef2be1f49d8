package sh.karpenter.providers.aws.readiness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.kube.api.duration.NillableDuration;
import sh.karpenter.providers.aws.nodeclass.AmiFamily;
import sh.karpenter.providers.aws.nodeclass.KubeletSettings;

/// What is wrong with a node class's `kubelet`. Pure; all violations at once, each with its path.
///
/// Source: Kubernetes reference, "Kubelet Configuration (v1beta1)".
final class KubeletValidation {
    private static final String ROOT = "spec.kubelet";
    private static final Set<String> SIGNALS = Set.of(
            "memory.available",
            "nodefs.available",
            "nodefs.inodesFree",
            "imagefs.available",
            "imagefs.inodesFree",
            "pid.available");
    private static final Set<String> RESERVABLE =
            Set.of(ResourceNames.CPU, ResourceNames.MEMORY, ResourceNames.EPHEMERAL_STORAGE, "pid");
    private static final Pattern PERCENTAGE = Pattern.compile("(\\d+(?:\\.\\d+)?)%");

    private final Map<String, Object> kubelet;
    private final List<String> violations = new ArrayList<>();

    private KubeletValidation(Map<String, Object> kubelet) {
        this.kubelet = kubelet;
    }

    /// The violations, empty when there is none.
    static List<String> violations(@Nullable Map<String, Object> kubelet) {
        if (kubelet == null || kubelet.isEmpty()) {
            return List.of();
        }
        var validation = new KubeletValidation(kubelet);
        validation.ownedFields();
        validation.thresholds("evictionHard");
        validation.thresholds("evictionSoft");
        validation.thresholds("evictionMinimumReclaim");
        validation.gracePeriods();
        validation.softPairs();
        validation.reserved("kubeReserved");
        validation.reserved("systemReserved");
        validation.imageCollection();
        validation.notNegative("podsPerCore");
        validation.notNegative("evictionMaxPodGracePeriod");
        if (!(kubelet.get("maxPods") instanceof String)) {
            validation.notNegative("maxPods");
        }
        return validation.violations;
    }

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

    private void ownedFields() {
        if (kubelet.containsKey("registerWithTaints")) {
            add("registerWithTaints", "is set by Karpenter. Maybe the NodePool's taints?");
        }
    }

    private void thresholds(String field) {
        entries(field).forEach((signal, value) -> {
            if (knownSignal(field, signal) && !isThreshold(value)) {
                add(
                        field + "[" + signal + "]",
                        "\"" + value + "\" is neither a percentage from 0% to 100% nor a quantity");
            }
        });
    }

    private boolean knownSignal(String field, String signal) {
        if (!SIGNALS.contains(signal)) {
            add(field + "[" + signal + "]", "is no signal, there are " + new TreeSet<>(SIGNALS));
            return false;
        }
        return true;
    }

    private static boolean isThreshold(String value) {
        var percentage = PERCENTAGE.matcher(value);
        return percentage.matches()
                ? Double.parseDouble(percentage.group(1)) <= 100
                : !value.startsWith("-") && isQuantity(value);
    }

    private void gracePeriods() {
        entries("evictionSoftGracePeriod").forEach((signal, value) -> {
            if (knownSignal("evictionSoftGracePeriod", signal) && !isDuration(value)) {
                add("evictionSoftGracePeriod[" + signal + "]", "\"" + value + "\" is not a duration such as 1m30s");
            }
        });
    }

    private static boolean isDuration(String value) {
        try {
            var duration = new NillableDuration(value).duration();
            return duration != null && !duration.isNegative();
        } catch (IllegalArgumentException notADuration) {
            return false;
        }
    }

    private void softPairs() {
        Map<String, String> soft = entries("evictionSoft");
        Map<String, String> grace = entries("evictionSoftGracePeriod");
        soft.keySet().stream()
                .filter(signal -> !grace.containsKey(signal))
                .forEach(signal -> add("evictionSoft[" + signal + "]", "has no evictionSoftGracePeriod"));
        grace.keySet().stream()
                .filter(signal -> !soft.containsKey(signal))
                .forEach(signal -> add("evictionSoftGracePeriod[" + signal + "]", "has no evictionSoft"));
    }

    private void reserved(String field) {
        entries(field).forEach((resource, value) -> {
            if (!RESERVABLE.contains(resource)) {
                add(field + "[" + resource + "]", "cannot be reserved, only " + new TreeSet<>(RESERVABLE));
            } else if (value.startsWith("-")) {
                add(field + "[" + resource + "]", "\"" + value + "\" is negative");
            }
        });
    }

    private void imageCollection() {
        Double high = percent("imageGCHighThresholdPercent");
        Double low = percent("imageGCLowThresholdPercent");
        if (high != null && low != null && high <= low) {
            add("imageGCHighThresholdPercent", "must be greater than imageGCLowThresholdPercent");
        }
    }

    private @Nullable Double percent(String field) {
        Double value = number(field);
        if (value != null && (value < 0 || value > 100)) {
            add(field, "must be between 0 and 100");
        }
        return value;
    }

    private void notNegative(String field) {
        Double value = number(field);
        if (value != null && value < 0) {
            add(field, "must not be negative");
        }
    }

    private @Nullable Double number(String field) {
        Object value = kubelet.get(field);
        if (value != null && !(value instanceof Number)) {
            add(field, "must be a number");
        }
        return value instanceof Number number ? number.doubleValue() : null;
    }

    private Map<String, String> entries(String field) {
        var result = new TreeMap<String, String>();
        Object value = kubelet.get(field);
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> result.put(String.valueOf(key), String.valueOf(element)));
        } else if (value != null && violations.stream().noneMatch(known -> known.startsWith(ROOT + "." + field))) {
            add(field, "must be a map");
        }
        return result;
    }

    private static boolean isQuantity(String text) {
        try {
            Quantity.parse(ResourceNames.MEMORY, text);
            return true;
        } catch (IllegalArgumentException notAQuantity) {
            return false;
        }
    }

    private void add(String field, String problem) {
        violations.add(ROOT + "." + field + " " + problem);
    }
}
