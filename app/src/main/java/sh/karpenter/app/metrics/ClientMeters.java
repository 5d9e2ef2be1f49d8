package sh.karpenter.app.metrics;

import java.time.Duration;
import java.util.LinkedHashMap;
import sh.karpenter.kube.client.ResourceType;
import sh.karpenter.kube.client.http.RequestObserver;
import sh.karpenter.kube.provider.MeterSink;

/// Measures requests to the API server, under the names that dashboards for controllers know.
///
/// @param meters where measurements go
public record ClientMeters(MeterSink meters) implements RequestObserver {
    private static final double NANOS = 1e9;

    @Override
    public void answered(String method, int code) {
        var labels = new LinkedHashMap<String, String>();
        labels.put("code", code == 0 ? "<error>" : Integer.toString(code));
        labels.put("method", method);
        meters.count("client_go_request_total", labels, 1);
    }

    @Override
    public void took(String verb, ResourceType<?> type, String subresource, Duration time) {
        var labels = new LinkedHashMap<String, String>();
        labels.put("verb", verb);
        labels.put("group", type.group());
        labels.put("version", type.version());
        labels.put("kind", type.plural());
        labels.put("subresource", subresource);
        meters.observe("client_go_request_duration_seconds", labels, time.toNanos() / NANOS);
    }
}
