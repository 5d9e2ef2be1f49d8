package sh.karpenter.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import sh.karpenter.app.cli.CommandFailure;

final class OperatorEndpointsTest {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final AtomicBoolean ready = new AtomicBoolean();

    @Test
    void aPortThatIsNoneIsNamedWithItsFlag() {
        assertThatThrownBy(() -> OperatorEndpoints.start(registry, 70_000, 0, ready::get))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("--metrics-port 70000 is not a port: 0 takes any free one.");
    }

    @Test
    void servesMeasurementsUnderKarpentersNames() throws Exception {
        var meters = new PrometheusMeters(registry);
        meters.count("nodeclaims_created_total", labels("reason", "provisioned", "nodepool", "default"), 2);
        meters.gauge("nodepools_allowed_disruptions", labels("nodepool", "default", "reason", "empty"), 1);
        meters.observe("nodeclaims_termination_duration_seconds", labels("nodepool", "default"), 3);

        try (var endpoints = OperatorEndpoints.start(registry, 0, 0, ready::get)) {
            assertThat(get(endpoints.metricsPort(), "/metrics").body())
                    .contains("karpenter_nodeclaims_created_total{nodepool=\"default\",reason=\"provisioned\"} 2.0")
                    .contains("karpenter_nodepools_allowed_disruptions{nodepool=\"default\",reason=\"empty\"} 1.0")
                    .contains(
                            "karpenter_nodeclaims_termination_duration_seconds_bucket{nodepool=\"default\",le=\"4.0\"}"
                                    + " 1")
                    .contains(
                            "karpenter_nodeclaims_termination_duration_seconds_bucket{nodepool=\"default\",le=\"2.0\"}"
                                    + " 0");
        }
    }

    @Test
    void isHealthyAtOnceAndReadyWhenEverythingIsThere() throws Exception {
        try (var endpoints = OperatorEndpoints.start(registry, 0, 0, ready::get)) {
            assertThat(get(endpoints.healthPort(), "/healthz").statusCode()).isEqualTo(200);
            assertThat(get(endpoints.healthPort(), "/readyz").statusCode()).isEqualTo(500);
            ready.set(true);
            assertThat(get(endpoints.healthPort(), "/readyz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void profilesAreServedOnlyWhereTheyAreAskedFor() throws Exception {
        try (var endpoints = OperatorEndpoints.start(registry, 0, 0, ready::get)) {
            assertThat(get(endpoints.metricsPort(), "/debug/pprof/heap").statusCode())
                    .isEqualTo(404);
        }
        try (var endpoints = OperatorEndpoints.start(registry, 0, 0, ready::get, true)) {
            assertThat(get(endpoints.metricsPort(), "/debug/pprof/").body()).contains("goroutine");
            assertThat(get(endpoints.metricsPort(), "/debug/pprof/heap").body()).contains("java.lang.String");
            assertThat(get(endpoints.metricsPort(), "/debug/pprof/goroutine").body())
                    .contains("OperatorEndpointsTest");
            assertThat(get(endpoints.metricsPort(), "/debug/pprof/profile?seconds=0")
                            .body())
                    .startsWith("FLR");
        }
    }

    @Test
    void metricsThatCannotBeCollectedAreAnErrorAndNoDroppedConnection() throws Exception {
        GaugeWithCallback.builder()
                .name("broken")
                .help("broken")
                .callback(_ -> {
                    throw new IllegalStateException("out of order");
                })
                .register(registry);
        try (var endpoints = OperatorEndpoints.start(registry, 0, 0, ready::get)) {
            var answer = get(endpoints.metricsPort(), "/metrics");
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).contains("out of order");
        }
    }

    @Test
    void aPortInUseIsNamedWithTheFlagThatChangesIt() {
        try (var first = OperatorEndpoints.start(registry, 0, 0, ready::get)) {
            assertThatThrownBy(() -> OperatorEndpoints.start(registry, 0, first.metricsPort(), ready::get))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessage("port " + first.metricsPort() + " is in use: choose another with --health-probe-port.");
        }
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static SequencedMap<String, String> labels(String... pairs) {
        var labels = new LinkedHashMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            labels.put(pairs[i], pairs[i + 1]);
        }
        return labels;
    }
}
