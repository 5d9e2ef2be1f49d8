package sh.karpenter.controllers.gauge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.ingest.LiveCluster;
import sh.karpenter.controllers.metric.MetricLabels;
import sh.karpenter.controllers.provisioning.PoolCatalogues;
import sh.karpenter.core.disruption.candidate.PoolCosts;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.provider.MeterSink.Reading;

/// Shows what the machines of each pool cost per hour, at today's prices.
///
/// A machine whose type or offering the provider does not list any more counts as an error and not as money.
public final class PoolCostGauges {
    private static final String NAME = "state.pricing";
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final ControllerContext context;
    private final LiveCluster cluster;
    private final PoolCatalogues catalogues;

    /// Shows nothing yet.
    public PoolCostGauges(ControllerContext context, LiveCluster cluster, PoolCatalogues catalogues) {
        this.context = context;
        this.cluster = cluster;
        this.catalogues = catalogues;
    }

    /// The controller to run.
    public Controller<Controller.Singleton> controller() {
        return Controller.singleton(NAME, context.clock(), this::show);
    }

    Requeue show() {
        ClusterSnapshot snapshot = cluster.snapshot();
        List<PoolCatalogue> pools = catalogues.known(snapshot.nodePools());
        var costs = PoolCosts.of(snapshot, pools);
        PoolCosts.unpriced(snapshot, pools)
                .forEach((pool, nodes) -> context.meters()
                        .count("nodepools_cost_tracker_errors_total", MetricLabels.of("nodepool", pool), nodes));
        var readings = new ArrayList<Reading>();
        for (PoolCatalogue catalogue : pools) {
            String pool = catalogue.pool().name();
            readings.add(new Reading(
                    "nodepools_cost_total", MetricLabels.of("nodepool", pool), costs.getOrDefault(pool, 0.0)));
        }
        context.meters().show(NAME, readings);
        return Requeue.after(INTERVAL);
    }
}
