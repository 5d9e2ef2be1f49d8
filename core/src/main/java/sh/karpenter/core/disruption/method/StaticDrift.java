package sh.karpenter.core.disruption.method;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;

/// Replaces drifted nodes of pools that keep a fixed number of nodes, pool by pool:
///
/// 1. A pool with more nodes than it wants is left alone until it has scaled down.
/// 2. As many nodes go as the budget allows and as `limits.nodes` has room for replacements beside them.
/// 3. Each gets a command of its own, with a machine made from the pool's template. Nobody asks where pods would
///    go:
///    the replacement is the same size of pool again.
///
/// Source: Karpenter documentation, "NodePools / replicas", and "Disruption / Drift".
public record StaticDrift() implements DriftMethod {

    @Override
    public String name() {
        return "static-drift";
    }

    @Override
    public @Nullable Refusal ineligible(Candidate candidate, DisruptionRound round) {
        if (!candidate.pool().isStatic()) {
            return new Refusal.DynamicPool(candidate.pool().name());
        }
        return candidate.claim().is("Drifted") ? null : new Refusal.NotDrifted();
    }

    @Override
    public Proposal propose(
            DisruptionRound round, List<Candidate> eligible, DisruptionBudgets budgets, WhatIf whatIf, Search search) {
        var byPool = new LinkedHashMap<NodePool, List<Candidate>>();
        for (Candidate candidate : eligible) {
            byPool.computeIfAbsent(candidate.pool(), _ -> new ArrayList<>()).add(candidate);
        }
        var commands = new ArrayList<DisruptionCommand>();
        var refused = new TreeMap<String, Refusal>();
        boolean limited = false;
        for (var entry : byPool.entrySet()) {
            int before = refused.size();
            List<Candidate> within = Spending.within(entry.getValue(), budgets, refused);
            limited = limited || refused.size() > before;
            replace(entry.getKey(), within, round, commands, refused);
        }
        return new Proposal(commands, refused, limited);
    }

    private void replace(
            NodePool pool,
            List<Candidate> candidates,
            DisruptionRound round,
            List<DisruptionCommand> commands,
            TreeMap<String, Refusal> refused) {
        long replicas = pool.replicas() == null ? 0 : pool.replicas();
        long running = 0;
        long leaving = 0;
        for (ClusterNode node : round.cluster().nodes()) {
            if (node.claim() != null && node.claim().nodePool().equals(pool.name())) {
                if (node.claim().deleting()) {
                    leaving++;
                } else {
                    running++;
                }
            }
        }
        boolean unlimited = !pool.limits().amounts().containsKey(ResourceNames.NODES);
        long limit = unlimited ? Long.MAX_VALUE : pool.limits().get(ResourceNames.NODES);
        long room = limit - running - leaving;
        for (Candidate candidate : candidates) {
            if (running > replicas) {
                refused.put(candidate.name(), new Refusal.ScalingDown(pool.name(), running, replicas));
            } else if (room <= 0) {
                refused.put(candidate.name(), new Refusal.AtNodeLimit(pool.name(), limit));
            } else {
                room--;
                commands.add(new DisruptionCommand.Replace(
                        reason(),
                        consolidationType(),
                        List.of(candidate),
                        List.of(fromTemplate(pool, round.labels())),
                        new TreeMap<>()));
            }
        }
    }

    /// A machine as the pool's template says, without a choice of instance types or pods that it is for.
    private static ProposedNodeClaim fromTemplate(NodePool pool, LabelVocabulary labels) {
        Requirements requirements = Requirements.of(pool.requirements(), labels)
                .and(Requirements.ofLabels(pool.labels(), labels))
                .and(Requirements.of(
                        Requirement.in(LabelKeys.NODE_POOL, pool.name()),
                        Requirement.in(
                                pool.nodeClass().labelKey(), pool.nodeClass().name())));
        var minValues = new TreeMap<String, Integer>();
        for (Requirement requirement : requirements.byKey().values()) {
            if (requirement.minValues() != null) {
                minValues.put(requirement.key(), requirement.minValues());
            }
        }
        return new ProposedNodeClaim(
                pool,
                List.of(),
                requirements,
                List.of(),
                0,
                Resources.none(),
                Double.POSITIVE_INFINITY,
                minValues,
                false);
    }
}
