package sh.karpenter.core.disruption.method;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Fleet.LARGE;
import static sh.karpenter.core.testing.Fleet.MEDIUM;
import static sh.karpenter.core.testing.Fleet.SMALL;
import static sh.karpenter.core.testing.Fleet.fleet;
import static sh.karpenter.core.testing.MachineBuilder.machine;
import static sh.karpenter.core.testing.PodBuilder.pod;
import static sh.karpenter.core.testing.PoolBuilder.nodePool;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.Skip;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.Verdict;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.node.DisruptionPolicy.ConsolidationPolicy;
import sh.karpenter.core.testing.Fleet;
import sh.karpenter.core.testing.Given;

/// Nodes on which nothing would be disturbed go together, without a simulation.
class EmptinessTest {

    @Test
    void comesFirstAndWithTheReasonEmpty() {
        assertThat(DisruptionMethods.inOrder())
                .extracting(DisruptionMethod::name)
                .containsExactly("emptiness", "static-drift", "drift", "multi", "single");
        assertThat(DisruptionMethods.inOrder())
                .extracting(DisruptionMethod::reason)
                .containsExactly(
                        DisruptionReason.EMPTY,
                        DisruptionReason.DRIFTED,
                        DisruptionReason.DRIFTED,
                        DisruptionReason.UNDERUTILIZED,
                        DisruptionReason.UNDERUTILIZED);
    }

    @Test
    void deletesAllEmptyNodesInOneCommand() {
        var found = run(fleet().node(machine("n1", SMALL))
                .node(machine("n2", SMALL))
                .node(machine("n3", SMALL).runs(pod("web").on("n3").build())));

        assertThat(found.proposal().commands()).singleElement().satisfies(command -> {
            assertThat(command.decision()).isEqualTo("delete");
            assertThat(names(command)).containsExactlyInAnyOrder("n1", "n2");
            assertThat(command.replacements()).isEmpty();
        });
        assertThat(found.verdicts()).containsEntry("n3", new Verdict.Refused(new Refusal.NotEmpty(1, 2.0)));
    }

    @Test
    void podsWhoseEvictionCostsNothingLeaveANodeEmpty() {
        var free = pod("batch").on("n1").annotation(LabelKeys.DISRUPTION_COST, "-134217728");

        assertThat(run(fleet().node(machine("n1", SMALL).runs(free.build())))
                        .proposal()
                        .commands())
                .hasSize(1);
    }

    @Test
    void daemonsLeaveANodeEmpty() {
        var daemon = pod("log").on("n1").ofDaemonSet("log");

        assertThat(run(fleet().node(machine("n1", SMALL).runs(daemon.build())))
                        .proposal()
                        .commands())
                .hasSize(1);
    }

    @Test
    void aNodeThatIsKeptForPodsIsNotDeletedThoughEmpty() {
        var found = run(fleet().node(machine("n1", SMALL).nominatedUntil(Given.NOW.plusSeconds(5))));

        assertThat(found.proposal().commands()).isEmpty();
        assertThat(found.verdicts()).containsEntry("n1", new Verdict.Blocked(new Skip.Nominated()));
    }

    @Test
    void everyPolicyWantsEmptyNodesGone() {
        for (ConsolidationPolicy policy : ConsolidationPolicy.values()) {
            var fleet = fleet().pool(nodePool("default").policy(policy)).node(machine("n1", SMALL));
            assertThat(run(fleet).proposal().commands()).as("%s", policy).hasSize(1);
        }
    }

    @Test
    void neverMeansNever() {
        var found = run(fleet().pool(nodePool("default").consolidateAfter(null)).node(machine("n1", SMALL)));

        assertThat(found.verdicts())
                .containsEntry("n1", new Verdict.Refused(new Refusal.ConsolidationDisabled("default")));
    }

    @Test
    void aNodeMustHaveBeenQuiet() {
        var since = Given.NOW.minusSeconds(20);
        var found = run(fleet().pool(nodePool("default").consolidateAfter(Duration.ofSeconds(30)))
                .node(machine("n1", SMALL).busySince(since)));

        assertThat(found.verdicts())
                .containsEntry(
                        "n1",
                        new Verdict.Refused(new Refusal.NotQuiet(Duration.ofSeconds(30), Given.NOW.plusSeconds(10))));
    }

    @Test
    void poolsOfAFixedSizeKeepTheirNodes() {
        var found = run(fleet().pool(nodePool("default").replicas(1)).node(machine("n1", SMALL)));

        assertThat(found.verdicts()).containsEntry("n1", new Verdict.Refused(new Refusal.StaticPool("default")));
    }

    @Test
    void theDearestGoFirstWhereTheBudgetEnds() {
        var found = run(fleet().pool(nodePool("default").budget("2"))
                .node(machine("n1", SMALL))
                .node(machine("n2", LARGE))
                .node(machine("n3", MEDIUM)));

        assertThat(found.proposal().commands().getFirst().candidates())
                .extracting(Candidate::name)
                .containsExactly("n2", "n3");
        assertThat(found.proposal().limitedByBudget()).isTrue();
        assertThat(found.verdicts())
                .containsEntry(
                        "n1", new Verdict.Refused(new Refusal.BudgetSpent("default", DisruptionReason.EMPTY, 2, 0, 2)));
    }

    @Test
    void eachPoolSpendsItsOwnBudget() {
        var found = run(fleet().pool(nodePool("one").budget("0", "Empty"))
                .pool(nodePool("two").budget("1"))
                .node(machine("n1", SMALL).pool("one"))
                .node(machine("n2", SMALL).pool("two"))
                .node(machine("n3", SMALL).pool("two")));

        assertThat(names(found.proposal().commands().getFirst())).containsExactly("n2");
    }

    @Test
    void onlyTheBudgetsForEmptyNodesCount() {
        var found = run(fleet().pool(nodePool("default").budget("0", "Underutilized", "Drifted"))
                .node(machine("n1", SMALL)));

        assertThat(found.proposal().commands()).hasSize(1);
    }

    @Test
    void anUnreadableBudgetIsNamed() {
        var found = run(fleet().pool(nodePool("default").budget("few")).node(machine("n1", SMALL)));

        assertThat(found.verdicts().get("n1"))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.rule())
                                .isInstanceOfSatisfying(
                                        Refusal.BudgetUnreadable.class,
                                        rule -> assertThat(rule.problem()).contains("few")));
    }

    @Test
    void anEmptyNodeOfUnknownTypeOrPriceIsLeftAlone() {
        var found = run(ofUnknownTypeOrPrice());

        assertThat(found.proposal().commands()).isEmpty();
        assertThat(found.verdicts())
                .containsEntry("n1", new Verdict.Refused(new Refusal.TypeUnknown("odd")))
                .containsEntry("n2", new Verdict.Refused(new Refusal.PriceUnknown("small", "z", LabelKeys.ON_DEMAND)));
    }

    @Test
    void inReferenceModeAnEmptyNodeOfUnknownTypeOrPriceIsStillEmpty() {
        var found = run(ofUnknownTypeOrPrice().reference());

        assertThat(names(found.proposal().commands().getFirst())).containsExactlyInAnyOrder("n1", "n2");
    }

    private static Fleet ofUnknownTypeOrPrice() {
        return fleet().node(machine("n1", Given.type("odd", "2", "8Gi")))
                .node(machine("n2", SMALL).zone("z"));
    }

    private static MethodEvaluation run(Fleet fleet) {
        return fleet.run(new Emptiness());
    }

    private static List<String> names(DisruptionCommand command) {
        return command.candidates().stream().map(Candidate::name).toList();
    }
}
