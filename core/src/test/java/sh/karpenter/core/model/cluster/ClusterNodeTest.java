package sh.karpenter.core.model.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Given.type;
import static sh.karpenter.core.testing.MachineBuilder.machine;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.node.Node;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.taint.TaintEffect;
import sh.karpenter.core.testing.Given;
import sh.karpenter.core.testing.MachineBuilder;

/// What a machine is for placing pods, as far as it has come.
class ClusterNodeTest {
    private static final InstanceType SMALL = type("small", "2", "8Gi");
    private static final Taint OWN = new Taint("team", "red", TaintEffect.NO_SCHEDULE);
    private static final Taint START = new Taint("init", "", TaintEffect.NO_SCHEDULE);
    private static final Taint NOT_READY = new Taint("node.kubernetes.io/not-ready", "", TaintEffect.NO_SCHEDULE);
    private static final Taint REBOOTING = new Taint(LabelKeys.REBOOTING_TAINT, "", TaintEffect.NO_SCHEDULE);

    private static MachineBuilder tainted() {
        return machine("n1", SMALL)
                .claimTaint(OWN)
                .startupTaint(START)
                .taint(NOT_READY)
                .taint(START)
                .taint(REBOOTING)
                .taint(OWN);
    }

    @Test
    void beforeItRegistersTheTaintsOfItsClaimCount() {
        var odd = new Taint("odd", "", TaintEffect.NO_SCHEDULE);

        assertThat(tainted().withoutNode().build().effectiveTaints()).containsExactly(OWN);
        assertThat(tainted().taint(odd).unregistered().build().effectiveTaints())
                .containsExactly(OWN);
    }

    @Test
    void beforeItIsInitialisedPassingTaintsDoNotCount() {
        assertThat(tainted().uninitialized().build().effectiveTaints()).containsExactly(OWN);
    }

    @Test
    void onceItIsInitialisedAllTaintsCountUnlessItReboots() {
        assertThat(tainted().build().effectiveTaints()).containsExactly(NOT_READY, START, REBOOTING, OWN);
        assertThat(tainted().is("Rebooting").build().effectiveTaints()).containsExactly(OWN);
    }

    @Test
    void ofANodeThatIsNotOursAllTaintsCountAlways() {
        var foreign = machine("n1", SMALL)
                .withoutClaim()
                .without(LabelKeys.NODE_POOL)
                .without(LabelKeys.INITIALIZED)
                .without(LabelKeys.REGISTERED)
                .taint(NOT_READY);

        assertThat(foreign.build().managed()).isFalse();
        assertThat(foreign.build().initialized()).isTrue();
        assertThat(foreign.build().registered()).isTrue();
        assertThat(foreign.build().effectiveTaints()).containsExactly(NOT_READY);
    }

    @Test
    void itsCapacityCountsItselfAsANode() {
        assertThat(machine("n1", SMALL).build().capacity().get(ResourceNames.NODES))
                .isEqualTo(1);
        assertThat(machine("n1", SMALL).build().machineCapacity()).isEqualTo(SMALL.capacity());
    }

    @Test
    void withoutAHostnameLabelItsNameIsItsHostname() {
        assertThat(machine("n1", SMALL).without(LabelKeys.HOSTNAME).build().hostname())
                .isEqualTo("n1");
        assertThat(machine("n1", SMALL).label(LabelKeys.HOSTNAME, "h1").build().hostname())
                .isEqualTo("h1");
    }

    @Test
    void untilItIsInitialisedWhatItDoesNotReportYetIsTakenFromItsClaim() {
        ClusterNode promised =
                machine("n1", type("big", "4", "16Gi")).uninitialized().build();
        ClusterNode reporting = machine("n1", SMALL).uninitialized().build();
        Node silent = Objects.requireNonNull(reporting.node());
        var quiet = new Node(
                silent.name(),
                silent.uid(),
                silent.created(),
                silent.deletion(),
                silent.providerId(),
                silent.labels(),
                silent.annotations(),
                silent.taints(),
                Resources.none().with(ResourceNames.CPU, 7).with(ResourceNames.MEMORY, 0),
                Resources.none(),
                silent.conditions(),
                silent.csiLimits());
        var node = new ClusterNode(quiet, promised.claim(), List.of(), false, null);

        assertThat(node.machineCapacity().get(ResourceNames.CPU)).isEqualTo(7);
        assertThat(node.machineCapacity().get(ResourceNames.MEMORY)).isEqualTo(16L << 30);
        assertThat(node.allocatable().get(ResourceNames.CPU)).isEqualTo(4 * Resources.CORE);
        assertThat(machine("n1", SMALL).withoutNode().build().allocatable()).isEqualTo(SMALL.allocatable());
    }

    @Test
    void aNominationHoldsUntilItsMoment() {
        assertThat(machine("n1", SMALL).build().nominated(Given.NOW)).isFalse();
        assertThat(machine("n1", SMALL)
                        .nominatedUntil(Given.NOW.plusSeconds(1))
                        .build()
                        .nominated(Given.NOW))
                .isTrue();
        assertThat(machine("n1", SMALL).nominatedUntil(Given.NOW).build().nominated(Given.NOW))
                .isFalse();
    }
}
