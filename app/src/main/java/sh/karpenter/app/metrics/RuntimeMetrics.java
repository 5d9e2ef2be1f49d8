package sh.karpenter.app.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.function.ToDoubleFunction;
import sh.karpenter.kube.client.runtime.Controller;

/// How busy the controllers are at the moment of a scrape, under the names that dashboards for controllers know.
///
/// Source: the metrics of controller-runtime and of client-go's work queue.
public final class RuntimeMetrics {
    private static final double NANOS = 1e9;

    private RuntimeMetrics() {}

    /// Serves the metrics of these controllers.
    ///
    /// @throws IllegalArgumentException when two of them have one name
    public static void register(PrometheusRegistry registry, List<Controller<?>> controllers) {
        var served = List.copyOf(controllers);
        var names = new HashSet<String>();
        for (Controller<?> one : served) {
            if (!names.add(one.name())) {
                throw new IllegalArgumentException("two controllers are called " + one.name());
            }
        }
        controller(
                registry,
                "controller_runtime_active_workers",
                served,
                one -> one.load().working());
        controller(registry, "controller_runtime_max_concurrent_reconciles", served, Controller::workers);
        queue(
                registry,
                "workqueue_longest_running_processor_seconds",
                served,
                one -> one.load().longest().toNanos() / NANOS);
        queue(
                registry,
                "workqueue_unfinished_work_seconds",
                served,
                one -> one.load().unfinished().toNanos() / NANOS);
        GaugeWithCallback.builder()
                .name("workqueue_depth")
                .help("keys that are ready and not worked on yet")
                .labelNames("name", "controller", "priority")
                .callback(callback ->
                        served.forEach(one -> callback.call(one.load().waiting(), one.name(), one.name(), "0")))
                .register(registry);
        // What cannot happen here, or is counted as an error: present, so that queries find a zero.
        for (String never : List.of("panics", "timeouts", "terminal_errors")) {
            CounterWithCallback.builder()
                    .name(
                            never.equals("terminal_errors")
                                    ? "controller_runtime_terminal_reconcile_errors"
                                    : "controller_runtime_reconcile_" + never)
                    .help("always zero: every failure is counted as an error and tried again")
                    .labelNames("controller")
                    .callback(callback -> served.forEach(one -> callback.call(0, one.name())))
                    .register(registry);
        }
    }

    private static void controller(
            PrometheusRegistry registry,
            String metric,
            List<Controller<?>> controllers,
            ToDoubleFunction<Controller<?>> value) {
        GaugeWithCallback.builder()
                .name(metric)
                .help(MetricKinds.help(metric))
                .labelNames("controller")
                .callback(callback -> controllers.forEach(one -> callback.call(value.applyAsDouble(one), one.name())))
                .register(registry);
    }

    private static void queue(
            PrometheusRegistry registry,
            String metric,
            List<Controller<?>> controllers,
            ToDoubleFunction<Controller<?>> value) {
        GaugeWithCallback.builder()
                .name(metric)
                .help(MetricKinds.help(metric))
                .labelNames("name", "controller")
                .callback(callback ->
                        controllers.forEach(one -> callback.call(value.applyAsDouble(one), one.name(), one.name())))
                .register(registry);
    }
}
