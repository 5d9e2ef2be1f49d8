package sh.karpenter.kube.api.aws;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.duration.GoDuration;
import sh.karpenter.kube.api.validation.FieldError;

/// Checks the structure of a node class' kubelet block, which the schema leaves open. All violations are
/// returned.
///
/// Expressions are not looked into: `maxPods` may be any text, and so may reserved resources.
///
/// Source: Kubernetes documentation, "Kubelet Configuration (v1beta1)".
public final class KubeletValidation {
    private static final String FIELD = "spec.kubelet";
    private static final Pattern QUANTITY = Pattern.compile(
            "([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+))?");
    private static final Pattern PERCENTAGE = Pattern.compile("[0-9]+(\\.[0-9]*)?%");
    private static final Set<String> SIGNALS = sorted(
            "memory.available",
            "nodefs.available",
            "nodefs.inodesFree",
            "imagefs.available",
            "imagefs.inodesFree",
            "pid.available");
    private static final Set<String> RESERVABLE = sorted("cpu", "memory", "ephemeral-storage", "pid");

    private final Map<String, Object> kubelet;
    private final List<FieldError> errors = new ArrayList<>();

    private KubeletValidation(Map<String, Object> kubelet) {
        this.kubelet = kubelet;
    }

    /// All violations; none for an absent block.
    public static List<FieldError> check(@Nullable Map<String, Object> kubelet) {
        if (kubelet == null) {
            return List.of();
        }
        KubeletValidation validation = new KubeletValidation(kubelet);
        validation.checkNames();
        validation.checkEviction();
        validation.checkReserved("kubeReserved");
        validation.checkReserved("systemReserved");
        validation.checkImageCollection();
        validation.checkCounts();
        return List.copyOf(validation.errors);
    }

    private void checkNames() {
        for (String name : kubelet.keySet()) {
            if (!KubeletFields.ALL.contains(name)) {
                error(name, "the kubelet has no such setting");
            }
        }
        if (kubelet.containsKey("registerWithTaints")) {
            error("registerWithTaints", "taints are set by Karpenter: use the pool's taints");
        }
        checkType("clusterDNS", List.class, "a list of addresses");
        checkType("cpuCFSQuota", Boolean.class, "true or false");
    }

    private void checkType(String name, Class<?> type, String expected) {
        Object value = kubelet.get(name);
        if (value != null && !type.isInstance(value)) {
            error(name, "must be " + expected + ", not " + value);
        }
    }

    private void checkEviction() {
        for (String name : List.of("evictionHard", "evictionSoft", "evictionMinimumReclaim")) {
            entries(name, SIGNALS).forEach((signal, value) -> {
                if (!isThreshold(String.valueOf(value))) {
                    error(
                            name + "[" + signal + "]",
                            "must be a percentage from 0% to 100% or a quantity of 0 or more, not " + value);
                }
            });
        }
        Map<?, ?> grace = entries("evictionSoftGracePeriod", SIGNALS);
        grace.forEach((signal, value) -> {
            if (!isPeriod(String.valueOf(value))) {
                error(
                        "evictionSoftGracePeriod[" + signal + "]",
                        "must be a duration of 0 or more, such as 1m30s, not " + value);
            }
        });
        Map<?, ?> soft = map("evictionSoft");
        for (Object signal : soft.keySet()) {
            if (!grace.containsKey(signal)) {
                error("evictionSoft[" + signal + "]", "needs the same key in evictionSoftGracePeriod");
            }
        }
        for (Object signal : grace.keySet()) {
            if (!soft.containsKey(signal)) {
                error("evictionSoftGracePeriod[" + signal + "]", "needs the same key in evictionSoft");
            }
        }
    }

    private void checkReserved(String name) {
        entries(name, RESERVABLE).forEach((resource, value) -> {
            if (String.valueOf(value).startsWith("-")) {
                error(name + "[" + resource + "]", "must not be negative, is " + value);
            }
        });
    }

    private void checkImageCollection() {
        Long high = integer("imageGCHighThresholdPercent", 100);
        Long low = integer("imageGCLowThresholdPercent", 100);
        if (high != null && low != null && high <= low) {
            error(
                    "imageGCHighThresholdPercent",
                    "must be greater than imageGCLowThresholdPercent, but " + high + " is not greater than " + low);
        }
    }

    private void checkCounts() {
        integer("podsPerCore", Integer.MAX_VALUE);
        integer("evictionMaxPodGracePeriod", Integer.MAX_VALUE);
        if (!(kubelet.get("maxPods") instanceof String)) {
            integer("maxPods", Integer.MAX_VALUE);
        }
    }

    private @Nullable Long integer(String name, long most) {
        Object value = kubelet.get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Integer || value instanceof Long)) {
            error(name, "must be an integer, not " + value);
            return null;
        }
        long number = ((Number) value).longValue();
        if (number < 0 || number > most) {
            error(name, "must be from 0 to " + most + ", is " + number);
        }
        return number;
    }

    /// The map under that name, after a look at its keys.
    private Map<?, ?> entries(String name, Set<String> keys) {
        Object value = kubelet.get(name);
        if (value != null && !(value instanceof Map)) {
            error(name, "must be a map, not " + value);
        }
        Map<?, ?> entries = map(name);
        for (Object key : entries.keySet()) {
            if (!keys.contains(String.valueOf(key))) {
                error(name + "[" + key + "]", "the key must be one of " + keys);
            }
        }
        return entries;
    }

    private Map<?, ?> map(String name) {
        return Objects.requireNonNullElse(kubelet.get(name) instanceof Map<?, ?> map ? map : null, Map.of());
    }

    private static boolean isThreshold(String text) {
        if (PERCENTAGE.matcher(text).matches()) {
            return Double.parseDouble(text.substring(0, text.length() - 1)) <= 100;
        }
        return QUANTITY.matcher(text).matches();
    }

    private static boolean isPeriod(String text) {
        try {
            return !GoDuration.parse(text).isNegative();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void error(String name, String message) {
        errors.add(new FieldError(FIELD + "." + name, message));
    }

    private static Set<String> sorted(String... values) {
        return Collections.unmodifiableSet(new TreeSet<>(List.of(values)));
    }
}
