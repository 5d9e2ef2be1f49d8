package sh.karpenter.core.disruption.method;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.candidate.EvictionCost;
import sh.karpenter.core.disruption.verdict.BalanceScore;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.Weighed;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.node.DisruptionPolicy.ConsolidationPolicy;
import sh.karpenter.core.model.workload.Pod;

/// Whether a move is worth its disturbance to the pools of policy `Balanced` that it touches.
///
/// A move is scored for each of them: the share of the pool's cost that it saves, over the share of the pool's
/// disturbance that it causes. From 0.5 on it is approved: to disturb a fifth of a pool must save at least a
/// tenth of its cost. Savings of a move over several pools are split by what its nodes cost. Pools of other
/// policies have no say.
///
/// Source: Karpenter documentation, "Disruption / Consolidation", policy Balanced.
final class Balance {
    /// The score from which a move is approved.
    static final double THRESHOLD = 0.5;

    private final TreeMap<String, Double> costs = new TreeMap<>();
    private final TreeMap<String, Double> disturbances = new TreeMap<>();

    /// @param eligible the candidates of the method, whose prices and costs count as they are
    Balance(DisruptionRound round, List<Candidate> eligible) {
        var candidates = new TreeSet<String>();
        for (Candidate candidate : eligible) {
            String pool = candidate.pool().name();
            candidates.add(candidate.name());
            costs.merge(pool, candidate.pricePerHour(), Double::sum);
            disturbances.merge(pool, candidate.reschedulingCost(), Double::sum);
        }
        for (ClusterNode node : round.cluster().nodes()) {
            if (!node.nodePool().isEmpty() && !candidates.contains(node.name())) {
                disturbances.merge(node.nodePool(), disturbance(node, round), Double::sum);
            }
        }
        round.poolCosts().forEach((pool, cost) -> {
            if (cost > 0) {
                costs.put(pool, cost);
            }
        });
    }

    /// What disturbing a node that is not a candidate would cost: 1 and the positive costs of its pods.
    private static double disturbance(ClusterNode node, DisruptionRound round) {
        double sum = 1.0;
        for (Pod pod : node.pods()) {
            if (!pod.ownedByDaemonSet()) {
                sum += Math.max(0, EvictionCost.of(pod, round.options()));
            }
        }
        return sum;
    }

    /// The verdict if no pool objects to the move.
    Consolidation.Verdict approved(Consolidation.Verdict verdict) {
        return switch (verdict) {
            case Consolidation.Verdict.Stay stay -> stay;
            case Consolidation.Verdict.Go go -> {
                Refusal objection =
                        objection(go.command().candidates(), go.command().savings());
                yield objection == null ? go : new Consolidation.Verdict.Stay(objection);
            }
        };
    }

    private @Nullable Refusal objection(List<Candidate> moved, double savings) {
        for (BalanceScore score : scores(moved, savings)) {
            if (!score.approved()) {
                return new Refusal.OutOfBalance(score);
            }
        }
        return null;
    }

    /// Why a node is not worth disturbing even if nothing had to be launched for it; null when it may be.
    @Nullable
    Refusal hopeless(Candidate candidate) {
        if (costs.getOrDefault(candidate.pool().name(), 0.0) <= 0) {
            return null;
        }
        return objection(List.of(candidate), candidate.pricePerHour());
    }

    /// The scores of a move for the pools of policy `Balanced` that it touches, by name.
    List<BalanceScore> scores(List<Candidate> moved, double savings) {
        var prices = new TreeMap<String, Double>();
        var disturbed = new TreeMap<String, Double>();
        var balanced = new TreeSet<String>();
        double total = 0;
        for (Candidate candidate : moved) {
            String pool = candidate.pool().name();
            prices.merge(pool, candidate.pricePerHour(), Double::sum);
            disturbed.merge(pool, candidate.reschedulingCost(), Double::sum);
            total += candidate.pricePerHour();
            if (candidate.pool().disruption().consolidationPolicy() == ConsolidationPolicy.BALANCED) {
                balanced.add(pool);
            }
        }
        var scores = new ArrayList<BalanceScore>();
        for (String pool : balanced) {
            double share = total > 0 ? prices.getOrDefault(pool, 0.0) / total : 0;
            scores.add(score(pool, savings * share, disturbed.getOrDefault(pool, 0.0)));
        }
        return scores;
    }

    private BalanceScore score(String pool, double savings, double disturbance) {
        double cost = costs.getOrDefault(pool, 0.0);
        double all = disturbances.getOrDefault(pool, 0.0);
        double score;
        if (cost <= 0 || all <= 0 || savings <= 0) {
            score = 0;
        } else {
            score = disturbance == 0 ? Double.POSITIVE_INFINITY : (savings / cost) / (disturbance / all);
        }
        return new BalanceScore(pool, score, THRESHOLD, savings, cost, disturbance, all);
    }

    /// A verdict as what was weighed; null when it did not come to that, because the move does not work out.
    @Nullable
    Weighed weighed(List<Candidate> moved, Consolidation.Verdict verdict) {
        return switch (verdict) {
            case Consolidation.Verdict.Go(var command) -> new Weighed(moved, true, scores(moved, command.savings()));
            case Consolidation.Verdict.Stay(Refusal.OutOfBalance(var score)) ->
                new Weighed(moved, false, List.of(score));
            case Consolidation.Verdict.Stay _ -> null;
        };
    }
}
