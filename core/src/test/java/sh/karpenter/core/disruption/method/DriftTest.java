package sh.karpenter.core.disruption.method;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Fleet.LARGE;
import static sh.karpenter.core.testing.Fleet.SMALL;
import static sh.karpenter.core.testing.Fleet.fleet;
import static sh.karpenter.core.testing.MachineBuilder.machine;
import static sh.karpenter.core.testing.PodBuilder.pod;
import static sh.karpenter.core.testing.PoolBuilder.nodePool;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.Verdict;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.scheduling.solve.Scheduler;
import sh.karpenter.core.testing.Fleet;
import sh.karpenter.core.testing.Given;
import sh.karpenter.core.testing.MachineBuilder;

/// Nodes that are no longer what their pool says are replaced, whatever that costs.
class DriftTest {
    private static final Instant LONG_AGO = Given.NOW.minusSeconds(7200);
    private static final Instant LATELY = Given.NOW.minusSeconds(60);

    @Test
    void aNodeWithoutPodsToMoveGoesWithoutReplacement() {
        var command = only(fleet().node(drifted("n1", LATELY)));

        assertThat(command.decision()).isEqualTo("delete");
        assertThat(command.reason()).isEqualTo(DisruptionReason.DRIFTED);
        assertThat(command.consolidationType()).isEmpty();
    }

    @Test
    void aReplacementMayCostMore() {
        var fleet = fleet().pool(
                        nodePool("default").requires(LabelExpression.of(LabelKeys.INSTANCE_TYPE, Operator.IN, "large")))
                .node(drifted("n1", LATELY)
                        .spot()
                        .runs(pod("web").cpu("1").on("n1").build()));

        var command = only(fleet);

        assertThat(command.decision()).isEqualTo("replace");
        assertThat(command.replacements().getFirst().types()).containsExactly(LARGE);
        assertThat(command.savings()).isNegative();
    }

    @Test
    void thereMayBeSeveralReplacements() {
        var apart = pod("a").cpu("1")
                .apart(LabelKeys.HOSTNAME, "web")
                .label("app", "web")
                .on("n1");
        var other = pod("b").cpu("1")
                .apart(LabelKeys.HOSTNAME, "web")
                .label("app", "web")
                .on("n1");

        assertThat(only(fleet().node(drifted("n1", LATELY).runs(apart.build(), other.build())))
                        .replacements())
                .hasSize(2);
    }

    @Test
    void podsThatStayUntilTheNodeIsGoneStillCountForTheSpreadOfThoseThatMove() {
        // The one that may not be disrupted keeps zone a one ahead, so that the other cannot go to n2.
        var staying = pod("stays")
                .label("app", "web")
                .annotation(LabelKeys.DO_NOT_DISRUPT, "true")
                .on("n1");
        var moving = pod("moves").label("app", "web").spread(LabelKeys.ZONE, 1).on("n1");
        var round = fleet().node(drifted("n1", LATELY)
                        .gracePeriod(Duration.ofMinutes(10))
                        .runs(staying.build(), moving.build()))
                .node(machine("n2", LARGE))
                .node(machine("n3", LARGE).zone("b"))
                .round();

        for (var whatIf : List.of(new WhatIf(round), new WhatIf(round, Scheduler::solve))) {
            var found = DisruptionMethods.evaluate(new Drift(), round, whatIf, Search.unlimited());
            assertThat(found.proposal().commands())
                    .singleElement()
                    .satisfies(command -> assertThat(command.placements()).containsOnlyKeys("n3"));
        }
    }

    @Test
    void theOneThatDriftedFirstGoesFirst() {
        var found = run(fleet().node(drifted("n1", LATELY)).node(drifted("n2", LONG_AGO)));

        assertThat(found.proposal().commands()).hasSize(1);
        assertThat(found.verdicts().get("n2")).isInstanceOf(Verdict.Chosen.class);
        assertThat(found.verdicts())
                .containsEntry("n1", new Verdict.Refused(new Refusal.NotReached(Refusal.Because.FOUND_ANOTHER)));
    }

    @Test
    void thoseWithoutPodsToMoveGoBeforeTheOthers() {
        var found = run(
                fleet().node(drifted("n1", LONG_AGO).runs(pod("web").on("n1").build()))
                        .node(drifted("n2", LATELY)));

        assertThat(found.verdicts().get("n2")).isInstanceOf(Verdict.Chosen.class);
    }

    @Test
    void aNodeThatIsBlockedDoesNotHoldUpTheNext() {
        var stuck = pod("web").cpu("1").nodeSelector("team", "nobody").on("n1");
        var found = run(fleet().node(drifted("n1", LONG_AGO).runs(stuck.build()))
                .node(drifted("n2", LATELY).runs(pod("db").cpu("1").on("n2").build())));

        assertThat(found.verdicts().get("n2")).isInstanceOf(Verdict.Chosen.class);
        assertThat(found.verdicts().get("n1"))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.rule())
                                .isInstanceOfSatisfying(
                                        Refusal.PodsWithoutPlace.class,
                                        rule -> assertThat(rule.pods()).containsOnlyKeys("default/web")));
    }

    @Test
    void aPoolWithoutBudgetDoesNotHoldUpTheNext() {
        var found = run(fleet().pool(nodePool("one").budget("0", "Drifted"))
                .pool(nodePool("two"))
                .node(drifted("n1", LONG_AGO).pool("one"))
                .node(drifted("n2", LATELY).pool("two")));

        assertThat(found.verdicts().get("n2")).isInstanceOf(Verdict.Chosen.class);
        assertThat(found.verdicts())
                .containsEntry(
                        "n1", new Verdict.Refused(new Refusal.BudgetSpent("one", DisruptionReason.DRIFTED, 0, 0, 0)));
        assertThat(found.proposal().limitedByBudget()).isTrue();
    }

    @Test
    void neitherConsolidateAfterNorPolicyMatters() {
        var fleet = fleet().pool(nodePool("default").consolidateAfter(null))
                .node(drifted("n1", LATELY).isNot("Consolidatable"));

        assertThat(run(fleet).proposal().commands()).hasSize(1);
    }

    @Test
    void nodesThatHaveNotDriftedStay() {
        assertThat(run(fleet().node(machine("n1", SMALL))).verdicts())
                .containsEntry("n1", new Verdict.Refused(new Refusal.NotDrifted()));
    }

    @Test
    void podsThatMayNotMoveAreNotAskedAboutWhereTheDrainIsBounded() {
        var guarded = pod("web").on("n1").annotation(LabelKeys.DO_NOT_DISRUPT, "true");
        var fleet = fleet().node(
                        drifted("n1", LATELY).gracePeriod(Duration.ofMinutes(1)).runs(guarded.build()));

        assertThat(only(fleet).decision()).isEqualTo("delete");
    }

    @Test
    void doesNotWaitBeforeItActs() {
        assertThat(new Drift().confirmed()).isFalse();
        assertThat(new StaticDrift().confirmed()).isFalse();
        assertThat(new Emptiness().confirmed()).isTrue();
        assertThat(new MultiNodeConsolidation().confirmed()).isTrue();
        assertThat(new SingleNodeConsolidation().confirmed()).isTrue();
    }

    // ---- pools of a fixed size

    @Test
    void aPoolOfAFixedSizeGetsOneCommandPerNode() {
        var found = staticRun(fleet().pool(nodePool("default").replicas(3).budget("2"))
                .node(drifted("n1", LATELY).runs(pod("web").on("n1").build()))
                .node(drifted("n2", LATELY))
                .node(drifted("n3", LATELY)));

        assertThat(found.proposal().commands()).hasSize(2).allSatisfy(command -> {
            assertThat(command.decision()).isEqualTo("replace");
            assertThat(command.candidates()).hasSize(1);
            assertThat(command.replacements()).hasSize(1);
            assertThat(command.replacements().getFirst().pods()).isEmpty();
        });
        assertThat(found.verdicts())
                .containsEntry(
                        "n3",
                        new Verdict.Refused(new Refusal.BudgetSpent("default", DisruptionReason.DRIFTED, 2, 0, 2)));
    }

    @Test
    void theReplacementIsAsTheTemplateSays() {
        var found = staticRun(fleet().pool(nodePool("default")
                        .replicas(1)
                        .requires(LabelExpression.of(LabelKeys.ARCH, Operator.IN, "amd64")))
                .node(drifted("n1", LATELY)));

        var claim = found.proposal().commands().getFirst().replacements().getFirst();
        assertThat(claim.pool().name()).isEqualTo("default");
        assertThat(claim.types()).isEmpty();
        assertThat(claim.requirements().byKey())
                .containsOnlyKeys(LabelKeys.ARCH, LabelKeys.NODE_POOL, "karpenter.test.sh/testnodeclass");
    }

    @Test
    void aPoolAtItsNodeLimitSaysSo() {
        var found = staticRun(fleet().pool(nodePool("default").replicas(2).nodeLimit(2))
                .node(drifted("n1", LATELY))
                .node(drifted("n2", LATELY)));

        assertThat(found.proposal().commands()).isEmpty();
        assertThat(found.verdicts())
                .containsEntry("n1", new Verdict.Refused(new Refusal.AtNodeLimit("default", 2)))
                .containsEntry("n2", new Verdict.Refused(new Refusal.AtNodeLimit("default", 2)));
    }

    @Test
    void asManyGoAsTheNodeLimitHasRoomFor() {
        var found = staticRun(fleet().pool(nodePool("default").replicas(2).nodeLimit(4))
                .node(drifted("n1", LATELY))
                .node(drifted("n2", LATELY))
                .node(machine("n3", SMALL).deleting()));

        assertThat(found.proposal().commands()).hasSize(1);
    }

    @Test
    void aPoolThatIsTooLargeScalesDownFirst() {
        var found = staticRun(fleet().pool(nodePool("default").replicas(1))
                .node(drifted("n1", LATELY))
                .node(machine("n2", SMALL)));

        assertThat(found.verdicts()).containsEntry("n1", new Verdict.Refused(new Refusal.ScalingDown("default", 2, 1)));
    }

    @Test
    void eachKindOfPoolHasItsOwnMethod() {
        var dynamic = fleet().node(drifted("n1", LATELY));
        var fixed = fleet().pool(nodePool("default").replicas(1)).node(drifted("n1", LATELY));

        assertThat(staticRun(dynamic).verdicts())
                .containsEntry("n1", new Verdict.Refused(new Refusal.DynamicPool("default")));
        assertThat(run(fixed).verdicts()).containsEntry("n1", new Verdict.Refused(new Refusal.StaticPool("default")));
    }

    private static MachineBuilder drifted(String name, Instant since) {
        return machine(name, SMALL).is("Drifted", since);
    }

    private static MethodEvaluation run(Fleet fleet) {
        return fleet.run(new Drift());
    }

    private static MethodEvaluation staticRun(Fleet fleet) {
        return fleet.run(new StaticDrift());
    }

    private static DisruptionCommand only(Fleet fleet) {
        var commands = run(fleet).proposal().commands();
        assertThat(commands).hasSize(1);
        return commands.getFirst();
    }
}
