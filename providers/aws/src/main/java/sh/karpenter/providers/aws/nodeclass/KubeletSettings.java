package sh.karpenter.providers.aws.nodeclass;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The fields of a node class's `kubelet` that the controller itself understands. Every other field is only
/// passed on to images that can take it.
///
/// Reading never fails: a value of the wrong shape counts as absent here, and validation reports it.
///
/// @param clusterDns addresses of the cluster's DNS
/// @param maxPods how many pods the kubelet runs; null when not said (or said as an expression)
/// @param podsPerCore bound on pods per core; 0 for none
/// @param systemReserved by resource, quantities as written
/// @param kubeReserved by resource, quantities as written
/// @param evictionHard by signal, for example `memory.available`
/// @param evictionSoft by signal
/// @param evictionSoftGracePeriod by signal, durations as written
/// @param evictionMaxPodGracePeriod seconds
/// @param imageGcHighThresholdPercent per cent
/// @param imageGcLowThresholdPercent per cent
/// @param cpuCfsQuota whether CPU limits are enforced
public record KubeletSettings(
        List<String> clusterDns,
        @Nullable Integer maxPods,
        int podsPerCore,
        SequencedMap<String, String> systemReserved,
        SequencedMap<String, String> kubeReserved,
        SequencedMap<String, String> evictionHard,
        SequencedMap<String, String> evictionSoft,
        SequencedMap<String, String> evictionSoftGracePeriod,
        @Nullable Integer evictionMaxPodGracePeriod,
        @Nullable Integer imageGcHighThresholdPercent,
        @Nullable Integer imageGcLowThresholdPercent,
        @Nullable Boolean cpuCfsQuota) {

    /// The names of the fields that the controller understands.
    public static final List<String> FIELDS = List.of(
            "clusterDNS",
            "maxPods",
            "podsPerCore",
            "systemReserved",
            "kubeReserved",
            "evictionHard",
            "evictionSoft",
            "evictionSoftGracePeriod",
            "evictionMaxPodGracePeriod",
            "imageGCHighThresholdPercent",
            "imageGCLowThresholdPercent",
            "cpuCFSQuota");

    /// Reads the open map of a manifest.
    public static KubeletSettings of(@Nullable Map<String, Object> kubelet) {
        Map<String, Object> fields = kubelet == null ? Map.of() : kubelet;
        Integer perCore = integer(fields.get("podsPerCore"));
        return new KubeletSettings(
                strings(fields.get("clusterDNS")),
                integer(fields.get("maxPods")),
                perCore == null ? 0 : perCore,
                texts(fields.get("systemReserved")),
                texts(fields.get("kubeReserved")),
                texts(fields.get("evictionHard")),
                texts(fields.get("evictionSoft")),
                texts(fields.get("evictionSoftGracePeriod")),
                integer(fields.get("evictionMaxPodGracePeriod")),
                integer(fields.get("imageGCHighThresholdPercent")),
                integer(fields.get("imageGCLowThresholdPercent")),
                fields.get("cpuCFSQuota") instanceof Boolean quota ? quota : null);
    }

    private static @Nullable Integer integer(@Nullable Object value) {
        return value instanceof Number number
                        && number.doubleValue() == Math.rint(number.doubleValue())
                        && Math.abs(number.doubleValue()) <= Integer.MAX_VALUE
                ? number.intValue()
                : null;
    }

    private static List<String> strings(@Nullable Object value) {
        var result = new ArrayList<String>();
        if (value instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof String text) {
                    result.add(text);
                }
            }
        }
        return Collections.unmodifiableList(result);
    }

    private static SequencedMap<String, String> texts(@Nullable Object value) {
        var result = new TreeMap<String, String>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> {
                if (key instanceof String name && (element instanceof String || element instanceof Number)) {
                    result.put(name, element.toString());
                }
            });
        }
        return Collections.unmodifiableSequencedMap(result);
    }
}
