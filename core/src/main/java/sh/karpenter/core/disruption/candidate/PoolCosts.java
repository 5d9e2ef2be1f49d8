package sh.karpenter.core.disruption.candidate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;

/// What all nodes of each pool cost per hour together, for the policy `Balanced` and for the gauges.
///
/// A machine counts as soon as its labels tell instance type, zone and capacity type. One whose price is not known
/// costs nothing.
public final class PoolCosts {
    private PoolCosts() {}

    /// Pool name to the cost of its nodes; pools without a catalogue and pools without nodes are missing.
    public static SequencedMap<String, Double> of(ClusterSnapshot cluster, Collection<PoolCatalogue> pools) {
        var costs = new TreeMap<String, Double>();
        prices(cluster, pools).forEach((pool, prices) -> {
            for (OptionalDouble price : prices) {
                costs.merge(pool, price.orElse(0), Double::sum);
            }
        });
        return costs;
    }

    /// Pool name to how many of its nodes have no known price; pools without such nodes are missing.
    public static SequencedMap<String, Integer> unpriced(ClusterSnapshot cluster, Collection<PoolCatalogue> pools) {
        var counts = new TreeMap<String, Integer>();
        prices(cluster, pools).forEach((pool, prices) -> {
            for (OptionalDouble price : prices) {
                if (price.isEmpty()) {
                    counts.merge(pool, 1, Integer::sum);
                }
            }
        });
        return counts;
    }

    private static SequencedMap<String, List<OptionalDouble>> prices(
            ClusterSnapshot cluster, Collection<PoolCatalogue> pools) {
        var catalogues = new TreeMap<String, PoolCatalogue>();
        pools.forEach(catalogue -> catalogues.put(catalogue.pool().name(), catalogue));
        var prices = new TreeMap<String, List<OptionalDouble>>();
        for (ClusterNode node : cluster.nodes()) {
            PoolCatalogue catalogue = catalogues.get(node.nodePool());
            if (node.claim() != null && catalogue != null) {
                prices.computeIfAbsent(node.nodePool(), _ -> new ArrayList<>())
                        .add(NodePrice.of(
                                NodePrice.type(catalogue, node),
                                node.labels().getOrDefault(LabelKeys.ZONE, ""),
                                node.labels().getOrDefault(LabelKeys.CAPACITY_TYPE, "")));
            }
        }
        return prices;
    }
}
