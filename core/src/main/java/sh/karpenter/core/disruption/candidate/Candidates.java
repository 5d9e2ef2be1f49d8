package sh.karpenter.core.disruption.candidate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodDisruption;
import sh.karpenter.core.model.workload.PodDisruptionBudget;
import sh.karpenter.core.model.workload.PodDisruptionBudgets;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;

/// The nodes of a cluster parted into those that may be disrupted and those that may not, each of the latter
/// with the first rule that says so.
///
/// @param candidates nodes that may be disrupted, by name
/// @param skipped node name to why it may not
public record Candidates(List<Candidate> candidates, SequencedMap<String, Skip> skipped) {

    public Candidates {
        candidates = List.copyOf(candidates);
        skipped = Collections.unmodifiableSequencedMap(new TreeMap<>(skipped));
    }

    /// How far pods stand in the way.
    public enum Strictness {
        /// Pods that must not be disrupted always block: consolidation and emptiness.
        GRACEFUL,
        /// They do not block where the claim bounds its drain: drift.
        EVENTUAL
    }

    /// Judges every node of the round.
    public static Candidates of(DisruptionRound round, Strictness strictness) {
        var budgets = new PodDisruptionBudgets(round.cluster().podDisruptionBudgets());
        var candidates = new ArrayList<Candidate>();
        var skipped = new TreeMap<String, Skip>();
        for (ClusterNode node : round.cluster().nodes()) {
            Skip skip = judgeNode(node, round);
            if (skip == null) {
                skip = judgePods(node, round, budgets, strictness);
            }
            if (skip == null) {
                candidates.add(candidate(node, round));
            } else {
                skipped.put(node.name(), skip);
            }
        }
        return new Candidates(candidates, skipped);
    }

    private static @Nullable Skip judgeNode(ClusterNode node, DisruptionRound round) {
        if (round.queued().contains(node.name())) {
            return new Skip.Queued();
        }
        if (node.claim() == null) {
            return new Skip.NotManaged();
        }
        if (node.node() == null) {
            return new Skip.NoNode();
        }
        if (node.rebooting()) {
            return new Skip.Rebooting();
        }
        if (node.markedForDeletion()) {
            return new Skip.Deleting();
        }
        if (!node.initialized()) {
            return new Skip.NotInitialized(node.registered());
        }
        if (node.nominated(round.now())) {
            return new Skip.Nominated();
        }
        if ("true".equals(node.annotations().get(LabelKeys.DO_NOT_DISRUPT))) {
            return new Skip.DoNotDisrupt();
        }
        String pool = node.nodePool();
        if (pool.isEmpty()) {
            return new Skip.NoPoolLabel();
        }
        PoolCatalogue catalogue = round.catalogue(pool);
        if (catalogue != null && !catalogue.types().isEmpty()) {
            return null;
        }
        return round.pool(pool) == null ? new Skip.PoolNotFound(pool) : new Skip.NoInstanceTypes(pool);
    }

    private static @Nullable Skip judgePods(
            ClusterNode node, DisruptionRound round, PodDisruptionBudgets budgets, Strictness strictness) {
        NodeClaim claim = node.claim();
        if (strictness == Strictness.EVENTUAL && claim != null && claim.spec().terminationGracePeriod() != null) {
            return null;
        }
        for (Pod pod : node.pods()) {
            if (!PodDisruption.disruptable(pod, round.now())) {
                return new Skip.PodDoNotDisrupt(pod.qualifiedName());
            }
        }
        for (Pod pod : node.pods()) {
            List<PodDisruptionBudget> blocking = budgets.blockingNow(pod, round.now());
            if (!blocking.isEmpty()) {
                return new Skip.PodBudget(
                        pod.qualifiedName(),
                        blocking.stream()
                                .map(budget -> budget.namespace() + "/" + budget.name())
                                .toList());
            }
        }
        return null;
    }

    private static Candidate candidate(ClusterNode node, DisruptionRound round) {
        PoolCatalogue catalogue = round.catalogue(node.nodePool());
        if (catalogue == null) {
            throw new IllegalStateException("judged without a catalogue: " + node.name());
        }
        String zone = node.labels().getOrDefault(LabelKeys.ZONE, "");
        String capacityType = node.labels().getOrDefault(LabelKeys.CAPACITY_TYPE, "");
        InstanceType type = NodePrice.type(catalogue, node);
        List<Pod> pods = node.pods().stream().filter(Pod::reschedulable).toList();
        OptionalDouble price = NodePrice.of(type, zone, capacityType);
        double disruption = 0;
        for (Pod pod : node.pods()) {
            disruption += EvictionCost.of(pod, round.options());
        }
        double rescheduling = 1.0;
        for (Pod pod : pods) {
            rescheduling += Math.max(0, EvictionCost.of(pod, round.options()));
        }
        return new Candidate(
                node,
                catalogue.pool(),
                type,
                zone,
                capacityType,
                pods,
                disruption * lifetimeRemaining(node, round),
                rescheduling,
                price.orElse(0),
                price.isPresent());
    }

    /// The share of its life that the node still has before it expires, 1 when it never does.
    private static double lifetimeRemaining(ClusterNode node, DisruptionRound round) {
        NodeClaim claim = node.claim();
        if (claim == null || claim.spec().expireAfter() == null) {
            return 1.0;
        }
        double total = claim.spec().expireAfter().toNanos();
        double age = Duration.between(claim.created(), round.now()).toNanos();
        return total <= 0 ? 0 : Math.clamp((total - age) / total, 0.0, 1.0);
    }
}
