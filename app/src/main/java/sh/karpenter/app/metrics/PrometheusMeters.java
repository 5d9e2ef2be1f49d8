package sh.karpenter.app.metrics;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import sh.karpenter.kube.provider.MeterSink;

/// Keeps measurements for Prometheus. A metric exists from its first measurement on, with the labels of that
/// measurement; names get the prefix `karpenter_`, but for those of other families (`operator_`,
/// `controller_runtime_`).
///
/// Observations go to histograms, except for the few metrics that have always been summaries ([MetricKinds]).
public final class PrometheusMeters implements MeterSink {
    private static final String PREFIX = "karpenter_";
    private static final String COUNTER_ENDING = "_total";
    private static final List<String> OTHER_FAMILIES =
            List.of("operator_", "controller_runtime_", "workqueue_", "aws_sdk_", "client_go_", "leader_election_");

    private final PrometheusRegistry registry;
    private final ConcurrentMap<String, Gauge> gauges = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Counter> counters = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Function<String[], DistributionDataPoint>> distributions =
            new ConcurrentHashMap<>();
    private final Map<String, Map<String, Set<List<String>>>> shownByOwner = new HashMap<>();

    public PrometheusMeters(PrometheusRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void gauge(String metric, SequencedMap<String, String> labels, double value) {
        gaugeOf(metric, labels).labelValues(values(labels)).set(value);
    }

    @Override
    public void show(String owner, Collection<Reading> readings) {
        var now = new HashMap<String, Set<List<String>>>();
        synchronized (shownByOwner) {
            for (Reading reading : readings) {
                gauge(reading.metric(), reading.labels(), reading.value());
                now.computeIfAbsent(reading.metric(), _ -> new HashSet<>())
                        .add(List.copyOf(reading.labels().values()));
            }
            Map<String, Set<List<String>>> before =
                    now.isEmpty() ? shownByOwner.remove(owner) : shownByOwner.put(owner, now);
            if (before != null) {
                before.forEach((metric, series) -> series.stream()
                        .filter(values -> !now.getOrDefault(metric, Set.of()).contains(values))
                        .forEach(values -> drop(metric, values)));
            }
        }
    }

    private void drop(String metric, List<String> values) {
        Gauge gauge = gauges.get(metric);
        if (gauge != null) {
            gauge.remove(values.toArray(String[]::new));
        }
    }

    private Gauge gaugeOf(String metric, SequencedMap<String, String> labels) {
        return gauges.computeIfAbsent(
                metric,
                name -> Gauge.builder()
                        .name(full(name))
                        .help(MetricKinds.help(name))
                        .labelNames(names(labels))
                        .register(registry));
    }

    @Override
    public void count(String metric, SequencedMap<String, String> labels, long amount) {
        counters.computeIfAbsent(
                        metric,
                        name -> Counter.builder()
                                .name(withoutEnding(full(name)))
                                .help(MetricKinds.help(name))
                                .labelNames(names(labels))
                                .register(registry))
                .labelValues(values(labels))
                .inc(amount);
    }

    @Override
    public void observe(String metric, SequencedMap<String, String> labels, double value) {
        distributions
                .computeIfAbsent(
                        metric,
                        name -> MetricKinds.summary(name)
                                ? summary(name, labels)::labelValues
                                : histogram(name, labels)::labelValues)
                .apply(values(labels))
                .observe(value);
    }

    private Histogram histogram(String metric, SequencedMap<String, String> labels) {
        return Histogram.builder()
                .name(full(metric))
                .help(MetricKinds.help(metric))
                .labelNames(names(labels))
                .classicOnly()
                .classicUpperBounds(Buckets.of(metric))
                .register(registry);
    }

    private Summary summary(String metric, SequencedMap<String, String> labels) {
        var builder = Summary.builder()
                .name(full(metric))
                .help(MetricKinds.help(metric))
                .labelNames(names(labels));
        for (double quantile : MetricKinds.QUANTILES) {
            builder.quantile(quantile, MetricKinds.QUANTILE_ERROR);
        }
        return builder.maxAgeSeconds(TimeUnit.MINUTES.toSeconds(10)).register(registry);
    }

    private static String full(String metric) {
        return OTHER_FAMILIES.stream().anyMatch(metric::startsWith) ? metric : PREFIX + metric;
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
