package sh.karpenter.core.disruption.candidate;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;

/// Every input of one pass over the cluster: same round, same commands.
///
/// @param cluster the cluster as it is
/// @param pools the pools with their catalogues; a pool that is missing here has no candidates
/// @param queued names of nodes that a command under way already holds
/// @param labels the label vocabulary of core and provider
/// @param scheduling settings of the what-ifs; reservations and consolidation are set by the methods
/// @param options settings of disruption
/// @param poolCosts pool name to what all its nodes cost per hour; of a pool that is missing here the sum of its
///     candidates is taken. See [PoolCosts]
/// @param now the moment of the pass; all candidates are judged at it, so that equal nodes get equal costs
public record DisruptionRound(
        ClusterSnapshot cluster,
        List<PoolCatalogue> pools,
        SortedSet<String> queued,
        LabelVocabulary labels,
        SchedulingOptions scheduling,
        DisruptionOptions options,
        SequencedMap<String, Double> poolCosts,
        Instant now) {

    public DisruptionRound {
        pools = List.copyOf(pools);
        poolCosts = Collections.unmodifiableSequencedMap(new TreeMap<>(poolCosts));
        queued = Collections.unmodifiableSortedSet(new TreeSet<>(queued));
    }

    /// A round in which the costs of pools are taken from their candidates.
    public DisruptionRound(
            ClusterSnapshot cluster,
            List<PoolCatalogue> pools,
            SortedSet<String> queued,
            LabelVocabulary labels,
            SchedulingOptions scheduling,
            DisruptionOptions options,
            Instant now) {
        this(cluster, pools, queued, labels, scheduling, options, new TreeMap<>(), now);
    }

    /// The catalogue of a pool, null when the pool or its types are not known.
    public @Nullable PoolCatalogue catalogue(String pool) {
        for (PoolCatalogue catalogue : pools) {
            if (catalogue.pool().name().equals(pool)) {
                return catalogue;
            }
        }
        return null;
    }

    /// The pool of that name in the snapshot, null when there is none.
    public @Nullable NodePool pool(String name) {
        for (NodePool pool : cluster.nodePools()) {
            if (pool.name().equals(name)) {
                return pool;
            }
        }
        return null;
    }
}
