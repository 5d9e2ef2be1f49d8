package sh.karpenter.controllers.gauge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.ingest.LiveCluster;
import sh.karpenter.controllers.metric.MetricLabels;
import sh.karpenter.controllers.provisioning.PoolCatalogues;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.provider.MeterSink.Reading;

/// Shows what the machines of each pool cost per hour, at today's prices.
///
/// A machine whose type or offering the provider does not list any more counts as an error and not as money.
public final class PoolCosts {
    private static final String NAME = "state.pricing";
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final ControllerContext context;
    private final LiveCluster cluster;
    private final PoolCatalogues catalogues;

    /// Shows nothing yet.
    public PoolCosts(ControllerContext context, LiveCluster cluster, PoolCatalogues catalogues) {
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
        var readings = new ArrayList<Reading>();
        for (PoolCatalogue catalogue : catalogues.known(snapshot.nodePools())) {
            String pool = catalogue.pool().name();
            double cost = 0;
            for (double price : prices(pool, snapshot.nodes(), catalogue.types())) {
                if (Double.isNaN(price)) {
                    context.meters().count("nodepools_cost_tracker_errors_total", MetricLabels.of("nodepool", pool), 1);
                } else {
                    cost += price;
                }
            }
            readings.add(new Reading("nodepools_cost_total", MetricLabels.of("nodepool", pool), cost));
        }
        context.meters().show(NAME, readings);
        return Requeue.after(INTERVAL);
    }

    private static List<Double> prices(String pool, List<ClusterNode> machines, List<InstanceType> types) {
        Map<String, InstanceType> byName = new HashMap<>();
        types.forEach(type -> byName.put(type.name(), type));
        return machines.stream()
                .filter(machine -> machine.claim() != null && machine.nodePool().equals(pool))
                .map(machine -> price(new TreeMap<>(machine.labels()), byName))
                .toList();
    }

    /// The price of the offering that the labels name, not a number when it is not listed.
    private static double price(Map<String, String> labels, Map<String, InstanceType> types) {
        InstanceType type = types.get(labels.getOrDefault(LabelKeys.INSTANCE_TYPE, ""));
        if (type != null) {
            String zone = labels.getOrDefault(LabelKeys.ZONE, "");
            String capacityType = labels.getOrDefault(LabelKeys.CAPACITY_TYPE, "");
            for (Offering offering : type.offerings()) {
                if (offering.zone().equals(zone) && offering.capacityType().equals(capacityType)) {
                    return offering.pricePerHour();
                }
            }
        }
        return Double.NaN;
    }
}
