package sh.karpenter.controllers.log;

import java.util.Map;

/// Values for the key-value pairs of log lines; maps become JSON objects.
public final class LogValues {
    private LogValues() {}

    /// An object without namespace: `{"name":"default-1"}`.
    public static Map<String, String> reference(String name) {
        return Map.of("name", name);
    }
}
