package sh.karpenter.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.provider.MeterSink.Reading;

final class PrometheusMetersTest {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusMeters meters = new PrometheusMeters(registry);

    @Test
    void whatAnOwnerDoesNotShowAnyMoreVanishesAndTheRestStays() throws IOException {
        meters.show("nodes", List.of(allocatable("a", 1), allocatable("b", 2)));
        meters.show("others", List.of(allocatable("c", 3)));
        meters.show("nodes", List.of(allocatable("b", 5)));

        assertThat(scrape().lines().filter(line -> line.startsWith("karpenter_nodes_allocatable")))
                .containsExactly(
                        "karpenter_nodes_allocatable{node_name=\"b\"} 5.0",
                        "karpenter_nodes_allocatable{node_name=\"c\"} 3.0");

        meters.show("nodes", List.of());
        assertThat(scrape()).doesNotContain("node_name=\"b\"").contains("node_name=\"c\"");
    }

    @Test
    void aSeriesThatVanishedMayComeBack() throws IOException {
        meters.show("nodes", List.of(allocatable("a", 1)));
        meters.show("nodes", List.of());
        meters.show("nodes", List.of(allocatable("a", 4)));
        assertThat(scrape()).contains("karpenter_nodes_allocatable{node_name=\"a\"} 4.0");
    }

    @Test
    void gaugesMayHaveNamesThatEndLikeCountersOrInfos() throws IOException {
        meters.gauge("nodepools_cost_total", labels("nodepool", "default"), 0.5);
        meters.gauge("build_info", labels("version", "1"), 1);
        assertThat(scrape())
                .contains("karpenter_nodepools_cost_total{nodepool=\"default\"} 0.5")
                .contains("# TYPE karpenter_nodepools_cost_total gauge")
                .contains("karpenter_build_info{version=\"1\"} 1.0")
                .contains("# TYPE karpenter_build_info gauge");
    }

    @Test
    void theTwoHistoricalSummariesHaveTheirQuantiles() throws IOException {
        for (int seconds = 1; seconds <= 100; seconds++) {
            meters.observe("pods_startup_duration_seconds", labels(), seconds);
        }
        assertThat(scrape())
                .contains("# TYPE karpenter_pods_startup_duration_seconds summary")
                .contains("karpenter_pods_startup_duration_seconds{quantile=\"0.0\"} 1.0")
                .contains("karpenter_pods_startup_duration_seconds{quantile=\"0.5\"} 5")
                .contains("karpenter_pods_startup_duration_seconds{quantile=\"1.0\"} 100.0")
                .contains("karpenter_pods_startup_duration_seconds_count 100");
    }

    @Test
    void controllersAreServedWithTheirWorkAtTheMomentOfTheScrape() throws IOException {
        var controller = Controller.singleton("provisioner", InstantSource.system(), () -> Requeue.none());
        RuntimeMetrics.register(registry, List.of(controller));
        assertThat(scrape())
                .contains("workqueue_depth{controller=\"provisioner\",name=\"provisioner\",priority=\"0\"} 1.0")
                .contains("controller_runtime_max_concurrent_reconciles{controller=\"provisioner\"} 1.0")
                .contains("controller_runtime_active_workers{controller=\"provisioner\"} 0.0")
                .contains("controller_runtime_reconcile_panics_total{controller=\"provisioner\"} 0.0");
        assertThat(controller.step()).isTrue();
        assertThat(scrape())
                .contains("workqueue_depth{controller=\"provisioner\",name=\"provisioner\",priority=\"0\"} 0.0");
    }

    private static Reading allocatable(String node, double value) {
        return new Reading("nodes_allocatable", labels("node_name", node), value);
    }

    private String scrape() throws IOException {
        var text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, registry.scrape());
        return text.toString(StandardCharsets.UTF_8);
    }

    private static SequencedMap<String, String> labels(String... pairs) {
        var labels = new LinkedHashMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            labels.put(pairs[i], pairs[i + 1]);
        }
        return labels;
    }
}
