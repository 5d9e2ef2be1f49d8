package sh.karpenter.controllers.gauge;

import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.metric.MetricLabels;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;
import sh.karpenter.kube.mapping.ResourcesMapping;
import sh.karpenter.kube.provider.MeterSink.Reading;

/// Shows what the nodes of each pool have together, as the pool's status says, and what they may have.
///
/// Source: Karpenter documentation, "Metrics / Nodepools Metrics".
public final class NodePoolGauges implements Reconciler<ObjectKey> {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final ControllerContext context;

    /// Shows nothing yet.
    public NodePoolGauges(ControllerContext context) {
        this.context = context;
    }

    /// The controller with everything that wakes it.
    public Controller<ObjectKey> controller() {
        return Controller.ofObjects(
                        new Controller.Identity("metrics.nodepool", "karpenter.sh", "NodePool"),
                        1,
                        RetryPolicy.standard(),
                        context.clock(),
                        this)
                .watchEach(context.stores().nodePools(), pool -> List.of(ObjectKey.of(pool)));
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        String owner = "nodepool/" + key.name();
        NodePool pool = context.stores().nodePools().find(key);
        if (pool == null) {
            context.meters().show(owner, List.of());
            return Requeue.none();
        }
        var readings = new ArrayList<Reading>();
        add(readings, "nodepools_usage", key.name(), pool.statusOrEmpty().resources());
        add(readings, "nodepools_limit", key.name(), pool.getSpec().limits());
        context.meters().show(owner, readings);
        return Requeue.after(INTERVAL);
    }

    private static void add(
            List<Reading> readings, String metric, String pool, @Nullable Map<String, Quantity> quantities) {
        ResourcesMapping.toCore(quantities)
                .amounts()
                .forEach((resource, amount) -> readings.add(new Reading(
                        metric,
                        MetricLabels.of("resource_type", GaugeAmounts.label(resource), "nodepool", pool),
                        GaugeAmounts.value(resource, amount))));
    }
}
