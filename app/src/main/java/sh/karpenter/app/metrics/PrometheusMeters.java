package sh.karpenter.app.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import sh.karpenter.kube.provider.MeterSink;

/// Keeps measurements for Prometheus. A metric exists from its first measurement on, with the labels of that
/// measurement; names get the
/// prefix `karpenter_`, but for those of other families (`operator_`, `controller_runtime_`).
public final class PrometheusMeters implements MeterSink {
    private static final String PREFIX = "karpenter_";
    private static final String COUNTER_ENDING = "_total";

    private final PrometheusRegistry registry;
    private final ConcurrentMap<String, Gauge> gauges = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Counter> counters = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Histogram> histograms = new ConcurrentHashMap<>();

    public PrometheusMeters(PrometheusRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void gauge(String metric, SequencedMap<String, String> labels, double value) {
        gauges.computeIfAbsent(
                        metric,
                        name -> Gauge.builder()
                                .name(full(name))
                                .help(name)
                                .labelNames(names(labels))
                                .register(registry))
                .labelValues(values(labels))
                .set(value);
    }

    @Override
    public void count(String metric, SequencedMap<String, String> labels, long amount) {
        counters.computeIfAbsent(
                        metric,
                        name -> Counter.builder()
                                .name(withoutEnding(full(name)))
                                .help(name)
                                .labelNames(names(labels))
                                .register(registry))
                .labelValues(values(labels))
                .inc(amount);
    }

    @Override
    public void observe(String metric, SequencedMap<String, String> labels, double value) {
        histograms
                .computeIfAbsent(
                        metric,
                        name -> Histogram.builder()
                                .name(full(name))
                                .help(name)
                                .labelNames(names(labels))
                                .classicOnly()
                                .classicUpperBounds(Buckets.of(name))
                                .register(registry))
                .labelValues(values(labels))
                .observe(value);
    }

    private static String full(String metric) {
        boolean foreign = metric.startsWith("operator_")
                || metric.startsWith("controller_runtime_")
                || metric.startsWith("workqueue_")
                || metric.startsWith("aws_sdk_");
        return foreign ? metric : PREFIX + metric;
    }

    private static String withoutEnding(String name) {
        return name.endsWith(COUNTER_ENDING) ? name.substring(0, name.length() - COUNTER_ENDING.length()) : name;
    }

    private static String[] names(SequencedMap<String, String> labels) {
        return array(labels, Map.Entry::getKey);
    }

    private static String[] values(SequencedMap<String, String> labels) {
        return array(labels, Map.Entry::getValue);
    }

    private static String[] array(
            SequencedMap<String, String> labels, Function<Map.Entry<String, String>, String> part) {
        return labels.entrySet().stream().map(part).toArray(String[]::new);
    }
}
