package sh.karpenter.core.disruption.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.LaunchPrices;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.verdict.VerdictRenderer;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.node.DisruptionPolicy;
import sh.karpenter.core.model.node.DisruptionPolicy.Budget;
import sh.karpenter.core.model.node.DisruptionPolicy.ConsolidationPolicy;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodDisruptionBudgets;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.solve.Scheduler;
import sh.karpenter.core.testing.GeneratedNodes;

/// What holds of every proposal, whatever the cluster.
class DisruptionLaws {
    private static final List<String> BUDGETS = List.of("0", "1", "2", "10%", "50%", "100%");

    static LongStream seeds() {
        return LongStream.range(0, 120);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void budgetsAreKeptPodsKeepAPlaceAndReplacementsCostLess(long seed) {
        DisruptionRound round = round(seed);
        for (DisruptionMethod method : DisruptionMethods.inOrder()) {
            MethodEvaluation found = evaluate(method, round);
            var taken = new TreeMap<String, Integer>();
            for (DisruptionCommand command : found.proposal().commands()) {
                for (Candidate candidate : command.candidates()) {
                    taken.merge(candidate.pool().name(), 1, Integer::sum);
                }
                if (!(method instanceof Emptiness)) {
                    podsKeepAPlace(command, round);
                }
                if (method instanceof MultiNodeConsolidation || method instanceof SingleNodeConsolidation) {
                    replacementsCostLess(command, round);
                }
            }
            taken.forEach((pool, count) -> assertThat(count)
                    .as("%s of %s", method, pool)
                    .isLessThanOrEqualTo(found.budgets().allowed(pool)));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyNodeOfOursIsJudgedAndTheVerdictHasAText(long seed) {
        DisruptionRound round = round(seed);
        var found = new ArrayList<MethodEvaluation>();
        for (DisruptionMethod method : DisruptionMethods.inOrder()) {
            found.add(evaluate(method, round));
        }

        var verdicts = MethodEvaluation.byNode(round, found);

        assertThat(verdicts).hasSameSizeAs(round.cluster().nodes());
        verdicts.values().forEach(verdict -> {
            assertThat(verdict.byMethod()).hasSameSizeAs(found);
            assertThat(VerdictRenderer.explain(verdict.decisive())).isNotBlank();
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theSameRoundGivesTheSameCommandAndItHolds(long seed) {
        DisruptionRound round = round(seed);
        for (DisruptionMethod method : DisruptionMethods.inOrder()) {
            List<DisruptionCommand> commands =
                    evaluate(method, round).proposal().commands();

            assertThat(evaluate(method, round).proposal().commands()).isEqualTo(commands);
            if (method.confirmed() && !commands.isEmpty()) {
                assertThat(Confirmation.confirm(
                                commands.getFirst(), method, round, new WhatIf(round, Scheduler::solve)))
                        .isInstanceOf(Confirmation.Verdict.Holds.class);
            }
        }
    }

    private static MethodEvaluation evaluate(DisruptionMethod method, DisruptionRound round) {
        return DisruptionMethods.evaluate(method, round, new WhatIf(round, Scheduler::solve), Search.unlimited());
    }

    private static void podsKeepAPlace(DisruptionCommand command, DisruptionRound round) {
        var places = new TreeMap<String, Integer>();
        command.placements().values().forEach(pods -> count(pods, places));
        command.replacements().forEach(claim -> count(claim.pods(), places));
        var gone = new TreeSet<String>();
        command.candidates().forEach(candidate -> gone.add(candidate.name()));
        assertThat(command.placements().keySet()).doesNotContainAnyElementsOf(gone);
        var budgets = new PodDisruptionBudgets(round.cluster().podDisruptionBudgets());
        for (Candidate candidate : command.candidates()) {
            for (Pod pod : candidate.pods()) {
                if (budgets.currentlyReschedulable(pod, round.now())) {
                    assertThat(places).as(pod.qualifiedName()).containsEntry(pod.uid(), 1);
                }
            }
        }
    }

    private static void count(List<Pod> pods, SequencedMap<String, Integer> places) {
        pods.forEach(pod -> places.merge(pod.uid(), 1, Integer::sum));
    }

    private static void replacementsCostLess(DisruptionCommand command, DisruptionRound round) {
        assertThat(command.replacements()).hasSizeLessThanOrEqualTo(1);
        for (ProposedNodeClaim claim : command.replacements()) {
            assertThat(claim.types()).isNotEmpty();
            for (InstanceType type : claim.types()) {
                assertThat(LaunchPrices.worst(
                                type, claim.requirements(), round.labels().wellKnown()))
                        .as(type.name())
                        .isLessThan(command.sourcePrice());
            }
        }
        assertThat(command.savings()).isPositive();
    }

    /// A generated cluster with budgets and policies, in reference mode.
    private static DisruptionRound round(long seed) {
        DisruptionRound given = GeneratedNodes.of(seed);
        var random = new Random(seed);
        var pools = new ArrayList<NodePool>();
        for (NodePool pool : given.cluster().nodePools()) {
            pools.add(with(pool, policy(random)));
        }
        var catalogues = new ArrayList<PoolCatalogue>();
        for (int i = 0; i < pools.size(); i++) {
            PoolCatalogue catalogue = given.pools().get(i);
            catalogues.add(new PoolCatalogue(pools.get(i), catalogue.types(), catalogue.generation()));
        }
        ClusterSnapshot cluster = given.cluster();
        return new DisruptionRound(
                new ClusterSnapshot(
                        cluster.generation(),
                        cluster.nodes(),
                        cluster.pendingPods(),
                        pools,
                        cluster.daemonSets(),
                        cluster.podDisruptionBudgets(),
                        cluster.namespaces(),
                        cluster.volumes(),
                        cluster.volumeClaims(),
                        cluster.storageClasses()),
                catalogues,
                given.queued(),
                given.labels(),
                given.scheduling(),
                new DisruptionOptions(random.nextBoolean(), false, DisruptionOptions.Mode.REFERENCE),
                given.now());
    }

    private static DisruptionPolicy policy(Random random) {
        var budgets = new ArrayList<Budget>();
        for (int i = random.nextInt(3); i > 0; i--) {
            List<String> reasons = random.nextInt(3) == 0 ? List.of("Underutilized", "Drifted") : null;
            budgets.add(new Budget(BUDGETS.get(random.nextInt(BUDGETS.size())), reasons, null, null));
        }
        ConsolidationPolicy[] policies = ConsolidationPolicy.values();
        return new DisruptionPolicy(policies[random.nextInt(policies.length)], Duration.ofMinutes(1), budgets);
    }

    private static NodePool with(NodePool pool, DisruptionPolicy policy) {
        return new NodePool(
                pool.name(),
                pool.uid(),
                pool.weight(),
                pool.labels(),
                pool.annotations(),
                pool.requirements(),
                pool.taints(),
                pool.startupTaints(),
                pool.nodeClass(),
                pool.expireAfter(),
                pool.terminationGracePeriod(),
                pool.limits(),
                policy,
                pool.replicas(),
                pool.ready(),
                pool.deleting(),
                pool.hash(),
                pool.hashVersion());
    }
}
