package sh.karpenter.core.disruption.candidate;

import java.util.Collection;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;

/// What all nodes of each pool cost per hour together, for the policy `Balanced`.
///
/// A machine counts as soon as its labels tell instance type, zone and capacity type. One whose price is not known
/// costs nothing.
public final class PoolCosts {
    private PoolCosts() {}

    /// Pool name to the cost of its nodes; pools without a catalogue are missing.
    public static SequencedMap<String, Double> of(ClusterSnapshot cluster, Collection<PoolCatalogue> pools) {
        var catalogues = new TreeMap<String, PoolCatalogue>();
        pools.forEach(catalogue -> catalogues.put(catalogue.pool().name(), catalogue));
        var costs = new TreeMap<String, Double>();
        for (ClusterNode node : cluster.nodes()) {
            PoolCatalogue catalogue = catalogues.get(node.nodePool());
            if (node.claim() != null && catalogue != null) {
                var price = NodePrice.of(
                        NodePrice.type(catalogue, node),
                        node.labels().getOrDefault(LabelKeys.ZONE, ""),
                        node.labels().getOrDefault(LabelKeys.CAPACITY_TYPE, ""));
                costs.merge(node.nodePool(), price.orElse(0), Double::sum);
            }
        }
        return costs;
    }
}
