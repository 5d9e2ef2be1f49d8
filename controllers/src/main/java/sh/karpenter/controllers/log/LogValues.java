package sh.karpenter.controllers.log;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import sh.karpenter.core.model.workload.Pod;

/// Values for the key-value pairs of log lines; maps become JSON objects.
public final class LogValues {
    private LogValues() {}

    /// An object without namespace: `{"name":"default-1"}`.
    public static Map<String, String> reference(String name) {
        return Map.of("name", name);
    }

    /// A pod: `{"name":"web-1","namespace":"default"}`.
    public static SequencedMap<String, String> reference(Pod pod) {
        var reference = new LinkedHashMap<String, String>();
        reference.put("name", pod.name());
        reference.put("namespace", pod.namespace());
        return Collections.unmodifiableSequencedMap(reference);
    }
}
