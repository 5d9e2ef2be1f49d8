package sh.karpenter.core.disruption.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.GivenNodes.givenNodes;
import static sh.karpenter.core.testing.PodBuilder.pod;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionOptions.Mode;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.method.Damping;
import sh.karpenter.core.disruption.pass.PassOutcome.Planned;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.Verdict;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.testing.Given;
import sh.karpenter.core.testing.GivenNodes;

/// The prices of two instance types take turns in being the lower one, every ten minutes of virtual time. The reference
/// swaps the node each time; the default mode settles.
class DampingTest {
    private static final double LOW = 0.09;
    private static final double HIGH = 0.10;
    private static final Duration TURN = Duration.ofMinutes(10);

    /// A cluster of one node that runs one pod, and what passes make of it.
    private static final class Swing {
        private final Mode mode;
        private PassMemory memory = PassMemory.empty();
        private Instant now = Given.NOW;
        private String type = "left";
        private int launched;
        private final List<Instant> swaps = new ArrayList<>();

        Swing(Mode mode) {
            this.mode = mode;
        }

        /// A pass at prices per hour.
        PassOutcome pass(double left, double right) {
            String name = "node-" + launched;
            var round = givenNodes()
                    .types(List.of(type("left", left), type("right", right)))
                    .options(DisruptionOptions.defaults().in(mode))
                    .at(now)
                    .pool("default")
                    .node(
                            name,
                            type,
                            "a",
                            LabelKeys.ON_DEMAND,
                            pod("web").cpu("1").on(name).build())
                    .round();
            PassOutcome outcome = DisruptionPass.whole(
                    new PassInput(round, launched * 1000L + swaps.size() + now.getEpochSecond(), List.of()), memory);
            memory = outcome.memory();
            for (Planned planned : outcome.commands()) {
                assertThat(planned.command()).isInstanceOf(DisruptionCommand.Replace.class);
                type = planned.command()
                        .replacements()
                        .getFirst()
                        .types()
                        .getFirst()
                        .name();
                swaps.add(now);
                launched++;
                memory = memory.replaced("claim-node-" + launched, planned.command(), now);
            }
            now = now.plus(TURN);
            return outcome;
        }

        private static InstanceType type(String name, double price) {
            var capacity = Resources.none()
                    .with("cpu", 2 * Resources.CORE)
                    .with("memory", 8L << 30)
                    .with("pods", 110);
            return Given.type(name, capacity, List.of(Given.offering("a", LabelKeys.ON_DEMAND, price, true)));
        }
    }

    private static Swing swinging(Mode mode, int passes) {
        var swing = new Swing(mode);
        for (int i = 0; i < passes; i++) {
            swing.pass(i % 2 == 0 ? HIGH : LOW, i % 2 == 0 ? LOW : HIGH);
        }
        return swing;
    }

    @Test
    void theReferenceSwapsTheNodeEachTimeThePricesDo() {
        assertThat(swinging(Mode.REFERENCE, 18).swaps).hasSize(18);
    }

    @Test
    void theDefaultModeSettles() {
        var swing = swinging(Mode.DEFAULT, 18);
        assertThat(swing.swaps).hasSize(3);
        for (int i = 1; i < swing.swaps.size(); i++) {
            assertThat(Duration.between(swing.swaps.get(i - 1), swing.swaps.get(i)))
                    .isGreaterThanOrEqualTo(Damping.CONSOLIDATION_WINDOW);
        }
    }

    @Test
    void saysWhyTheNodeStays() {
        var swing = new Swing(Mode.DEFAULT);
        swing.pass(HIGH, LOW);
        Verdict verdict = verdict(swing.pass(LOW, HIGH));
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.rule()).isInstanceOfSatisfying(Refusal.Damped.class, damped -> {
                            assertThat(damped.until()).isEqualTo(Given.NOW.plus(Damping.CONSOLIDATION_WINDOW));
                            assertThat(damped.saving()).isLessThanOrEqualTo(damped.before());
                        }));
    }

    private static Verdict verdict(PassOutcome outcome) {
        return outcome.evaluations().stream()
                .filter(evaluation -> evaluation.method().name().equals("single"))
                .flatMap(evaluation -> evaluation.verdicts().values().stream())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aGreaterSavingIsWorthAnotherSwap() {
        var swing = new Swing(Mode.DEFAULT);
        swing.pass(HIGH, LOW);
        assertThat(swing.pass(LOW / 3, LOW).commands()).hasSize(1);
    }

    @Test
    void driftedReplacementsAreLeftInPeaceForAShortWhile() {
        var created = new Damping.Replacement(DisruptionReason.DRIFTED, -0.02, Given.NOW.minus(Duration.ofMinutes(5)));
        var memory = new PassMemory(
                new TreeMap<>(),
                new TreeSet<>(),
                new TreeSet<>(),
                Damping.none().with("claim-node-a", created));
        var round = givenNodes()
                .pool("default")
                .node(
                        "node-a",
                        "default",
                        "small",
                        "a",
                        LabelKeys.SPOT,
                        GivenNodes.State.DRIFTED,
                        List.of(),
                        pod("web").cpu("1").on("node-a").build())
                .round();
        assertThat(DisruptionPass.whole(new PassInput(round, 1, List.of()), memory)
                        .commands())
                .isEmpty();
        assertThat(DisruptionPass.whole(new PassInput(round, 1, List.of()), PassMemory.empty())
                        .commands())
                .hasSize(1);
    }
}
