package sh.karpenter.core.disruption.method;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Fleet.LARGE;
import static sh.karpenter.core.testing.Fleet.MEDIUM;
import static sh.karpenter.core.testing.Fleet.SMALL;
import static sh.karpenter.core.testing.Fleet.fleet;
import static sh.karpenter.core.testing.MachineBuilder.machine;
import static sh.karpenter.core.testing.PodBuilder.pod;
import static sh.karpenter.core.testing.PoolBuilder.nodePool;

import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.scheduling.solve.Scheduler;
import sh.karpenter.core.testing.Fleet;
import sh.karpenter.core.testing.Given;
import sh.karpenter.core.testing.MachineBuilder;
import sh.karpenter.core.testing.PoolBuilder;

/// A command is looked at again, in the cluster as it has become, before it is acted on.
class ConfirmationTest {

    @Test
    void aCommandHoldsWhileNothingChanges() {
        var cluster = onDemandFleet().node(busy("n1", LARGE, "1"));

        assertHolds(cluster, cluster, new SingleNodeConsolidation(), "n1");
    }

    @Test
    void emptyNodesThatGotPodsAreLeftOutOfTheCommand() {
        var before = fleet().node(machine("n1", SMALL)).node(machine("n2", SMALL));
        var after = fleet().node(machine("n1", SMALL)).node(busy("n2", SMALL, "1"));

        assertHolds(before, after, new Emptiness(), "n1");
    }

    @Test
    void withNoEmptyNodeLeftItIsChurn() {
        var before = fleet().node(machine("n1", SMALL));

        assertDropped(before, fleet().node(busy("n1", SMALL, "1")), new Emptiness(), "churn");
        assertDropped(before, fleet(), new Emptiness(), "churn");
        assertDropped(
                before,
                fleet().node(machine("n1", SMALL).nominatedUntil(Given.NOW.plusSeconds(1))),
                new Emptiness(),
                "churn");
    }

    @Test
    void emptyNodesGoAsFarAsTheBudgetStillReaches() {
        var before = fleet().node(machine("n1", SMALL)).node(machine("n2", LARGE));
        var after = fleet().pool(nodePool("default").budget("1"))
                .node(machine("n1", SMALL))
                .node(machine("n2", LARGE));
        var none = fleet().pool(nodePool("default").budget("0"))
                .node(machine("n1", SMALL))
                .node(machine("n2", LARGE));

        assertHolds(before, after, new Emptiness(), "n2");
        assertDropped(before, none, new Emptiness(), "budget");
    }

    @Test
    void aNodeThatIsNoCandidateAnyMoreIsChurn() {
        var before = onDemandFleet().node(busy("n1", LARGE, "1")).node(busy("n2", LARGE, "1"));
        var after = onDemandFleet()
                .node(busy("n1", LARGE, "1"))
                .node(busy("n2", LARGE, "1").annotation(LabelKeys.DO_NOT_DISRUPT, "true"));

        assertDropped(before, after, new MultiNodeConsolidation(), "churn");
    }

    @Test
    void aNodeThatIsNoLongerQuietIsChurn() {
        var before = onDemandFleet().node(busy("n1", LARGE, "1"));
        var after = onDemandFleet().node(busy("n1", LARGE, "1").busySince(Given.NOW));

        assertDropped(before, after, new SingleNodeConsolidation(), "churn");
    }

    @Test
    void allNodesOfACommandMustBeWithinBudget() {
        var before = onDemandFleet().node(busy("n1", LARGE, "1")).node(busy("n2", LARGE, "1"));
        var after = fleet().pool(onDemand().budget("1"))
                .node(busy("n1", LARGE, "1"))
                .node(busy("n2", LARGE, "1"));

        assertDropped(before, after, new MultiNodeConsolidation(), "budget");
    }

    @Test
    void thePodsMustStillFindAPlace() {
        var before = onDemandFleet().node(busy("n1", LARGE, "6")).node(busy("n2", SMALL, "1"));
        var after = onDemandFleet().node(busy("n1", LARGE, "7500m")).node(busy("n2", SMALL, "1"));

        assertDropped(before, after, new SingleNodeConsolidation(), "n2", "scheduling");
    }

    @Test
    void asManyMachinesMustBeNeededAsBefore() {
        var before = onDemandFleet().node(busy("n1", LARGE, "1"));
        var after = onDemandFleet().node(busy("n1", LARGE, "1")).node(machine("n2", LARGE));

        assertDropped(before, after, new SingleNodeConsolidation(), "n1", "scheduling");
    }

    @Test
    void whatWasToBeLaunchedMustStillDo() {
        var before = onDemandFleet().node(busy("n1", LARGE, "1"));
        var after = onDemandFleet().node(busy("n1", LARGE, "3"));

        // Small machines would do no longer.
        assertDropped(before, after, new SingleNodeConsolidation(), "n1", "scheduling");
    }

    @Test
    void moreChoiceThanBeforeChangesNothing() {
        var before = onDemandFleet().types(SMALL, LARGE).node(busy("n1", LARGE, "1"));
        var after = onDemandFleet().types(SMALL, MEDIUM, LARGE).node(busy("n1", LARGE, "1"));

        assertHolds(before, after, new SingleNodeConsolidation(), "n1");
    }

    private static void assertHolds(Fleet before, Fleet after, DisruptionMethod method, String... nodes) {
        assertThat(confirm(command(before, method), after, method))
                .isInstanceOfSatisfying(
                        Confirmation.Verdict.Holds.class,
                        holds -> assertThat(holds.command().candidates())
                                .extracting(Candidate::name)
                                .containsExactly(nodes));
    }

    private static void assertDropped(Fleet before, Fleet after, DisruptionMethod method, String cause) {
        assertThat(confirm(command(before, method), after, method))
                .isInstanceOfSatisfying(
                        Confirmation.Verdict.Dropped.class,
                        dropped -> assertThat(dropped.cause()).isEqualTo(cause));
    }

    private static void assertDropped(Fleet before, Fleet after, DisruptionMethod method, String node, String cause) {
        assertThat(command(before, method).candidates())
                .extracting(Candidate::name)
                .containsExactly(node);
        assertDropped(before, after, method, cause);
    }

    private static DisruptionCommand command(Fleet fleet, DisruptionMethod method) {
        return fleet.run(method).proposal().commands().getFirst();
    }

    private static Confirmation.Verdict confirm(DisruptionCommand command, Fleet after, DisruptionMethod method) {
        var round = after.round();
        return Confirmation.confirm(command, method, round, new WhatIf(round, Scheduler::solve));
    }

    private static Fleet onDemandFleet() {
        return fleet().pool(onDemand());
    }

    private static PoolBuilder onDemand() {
        return nodePool("default")
                .requires(LabelExpression.of(LabelKeys.CAPACITY_TYPE, Operator.IN, LabelKeys.ON_DEMAND));
    }

    private static MachineBuilder busy(String name, InstanceType type, String cpu) {
        return machine(name, type).runs(pod("pod-" + name).cpu(cpu).on(name).build());
    }
}
