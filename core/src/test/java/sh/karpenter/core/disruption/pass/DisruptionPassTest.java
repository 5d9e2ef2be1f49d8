package sh.karpenter.core.disruption.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.GivenNodes.givenNodes;
import static sh.karpenter.core.testing.PodBuilder.pod;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.pass.PassOutcome.Planned;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.Verdict;
import sh.karpenter.core.disruption.whatif.SideBySide;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.testing.GeneratedNodes;
import sh.karpenter.core.testing.GivenNodes;
import sh.karpenter.core.testing.GivenNodes.State;

class DisruptionPassTest {
    private static final DisruptionOptions REFERENCE =
            DisruptionOptions.defaults().in(DisruptionOptions.Mode.REFERENCE);

    private static Pod running(String name, String cpu, String node) {
        return pod(name).cpu(cpu).on(node).build();
    }

    /// Nodes of 4 CPUs in one zone, each with one pod of 1.5.
    private static GivenNodes halfEmpty(int nodes) {
        var given = givenNodes().pool("default");
        for (int n = 0; n < nodes; n++) {
            String name = "node-" + (char) ('a' + n);
            given.node(name, "medium", "a", LabelKeys.ON_DEMAND, running("pod-" + name, "1500m", name));
        }
        return given;
    }

    private static PassOutcome pass(DisruptionRound round) {
        return DisruptionPass.whole(new PassInput(round, 1, List.of()), PassMemory.empty());
    }

    private static List<String> removed(PassOutcome outcome) {
        return outcome.commands().stream()
                .flatMap(planned -> planned.command().candidates().stream())
                .map(Candidate::name)
                .sorted()
                .toList();
    }

    @Test
    void everyNodeHasAVerdict() {
        for (long seed = 0; seed < 40; seed++) {
            DisruptionRound round = GeneratedNodes.of(seed);
            assertThat(pass(round).verdicts(round).sequencedKeySet())
                    .containsExactlyElementsOf(round.cluster().nodes().stream()
                            .map(node -> node.name())
                            .sorted()
                            .toList());
        }
    }

    @Test
    void commandsOfOnePassLeaveEachOthersNodesAndTargetsAlone() {
        int several = 0;
        for (long seed = 0; seed < 120; seed++) {
            PassOutcome outcome = pass(GeneratedNodes.of(seed));
            var seen = new TreeSet<String>();
            for (Planned planned : outcome.commands()) {
                DisruptionCommand command = planned.command();
                var own = new TreeSet<String>(command.placements().sequencedKeySet());
                command.candidates().forEach(candidate -> own.add(candidate.name()));
                assertThat(own).as("seed %d", seed).noneMatch(seen::contains);
                seen.addAll(own);
            }
            several += outcome.commands().size() > 1 ? 1 : 0;
        }
        assertThat(several).as("passes with several commands").isGreaterThan(10);
    }

    @Test
    void budgetsCountAllCommandsOfAPass() {
        for (long seed = 0; seed < 60; seed++) {
            DisruptionRound round = GeneratedNodes.of(seed, "2");
            var removed = new TreeMap<String, Integer>();
            for (Planned planned : pass(round).commands()) {
                planned.command()
                        .candidates()
                        .forEach(candidate -> removed.merge(candidate.pool().name(), 1, Integer::sum));
            }
            var budgets = DisruptionBudgets.of(round, DisruptionReason.UNDERUTILIZED);
            removed.forEach(
                    (pool, count) -> assertThat(count).as("%s", pool).isLessThanOrEqualTo(budgets.allowed(pool)));
        }
    }

    @Test
    void theOutcomeDoesNotDependOnTheNumberOfWorkers() {
        for (long seed = 0; seed < 40; seed++) {
            var input = new PassInput(GeneratedNodes.of(seed), 1, List.of());
            var pass = new DisruptionPass(input, PassMemory.empty(), Deadlines.none(), backwards(3));
            while (pass.hasNext()) {
                pass.next();
            }
            assertThat(pass.outcome()).isEqualTo(DisruptionPass.whole(input, PassMemory.empty()));
        }
    }

    /// Workers that take the tasks from the last to the first.
    private static SideBySide backwards(int width) {
        return new SideBySide() {
            @Override
            public int width() {
                return width;
            }

            @Override
            public void run(List<Runnable> tasks) {
                tasks.reversed().forEach(Runnable::run);
            }
        };
    }

    @Test
    void inReferenceModeAPassHasOneCommand() {
        var round = halfEmpty(6)
                .node("node-x", "default", "small", "b", LabelKeys.SPOT, State.READY, List.of())
                .options(REFERENCE)
                .round();
        assertThat(pass(round).commands())
                .singleElement()
                .satisfies(planned -> assertThat(planned.method().name()).isEqualTo("emptiness"));
    }

    @Test
    void inDefaultModeLaterMethodsReckonWithEarlierOnes() {
        var round = halfEmpty(4)
                .node("node-x", "default", "huge", "b", LabelKeys.SPOT, State.READY, List.of())
                .round();
        PassOutcome outcome = pass(round);
        assertThat(outcome.commands().getFirst().method().name()).isEqualTo("emptiness");
        assertThat(outcome.commands()).hasSizeGreaterThan(1);
        assertThat(outcome.commands().get(1).command().placements()).doesNotContainKey("node-x");
    }

    @Test
    void commandsThatWaitAreLeftAlone() {
        DisruptionRound round = halfEmpty(6).round();
        PassOutcome first = pass(round);
        List<DisruptionCommand> waiting =
                first.commands().stream().map(Planned::command).toList();
        PassOutcome second = DisruptionPass.whole(new PassInput(round, 1, waiting), first.memory());
        assertThat(removed(first)).isNotEmpty();
        assertThat(removed(second)).noneMatch(removed(first)::contains);
    }

    @Test
    void aPassThatRunsOutOfTimeGoesOnWhereItStopped() {
        var given = givenNodes().pool("one").pool("two");
        for (int n = 0; n < 12; n++) {
            String name = "node-" + (char) ('a' + n);
            // The large pod keeps each node: nothing is found, so that nothing changes between passes.
            given.node(
                    name,
                    n < 10 ? "one" : "two",
                    "small",
                    "a",
                    LabelKeys.SPOT,
                    State.READY,
                    List.of(),
                    running("pod-" + name, "1900m", name));
        }
        DisruptionRound round = given.round();
        var judged = new ArrayList<List<String>>();
        PassMemory memory = PassMemory.empty();
        for (int i = 0; i < 4; i++) {
            var pass =
                    new DisruptionPass(new PassInput(round, 1, List.of()), memory, _ -> after(3), SideBySide.alone());
            while (pass.hasNext()) {
                pass.next();
            }
            PassOutcome outcome = pass.outcome();
            assertThat(outcome.timedOut()).isTrue();
            memory = outcome.memory();
            var names = new ArrayList<String>();
            outcome.verdicts(round).forEach((name, verdict) -> {
                if (!new Verdict.Refused(new Refusal.NotReached(Refusal.Because.OUT_OF_TIME))
                        .equals(verdict.byMethod().get("single"))) {
                    names.add(name);
                }
            });
            judged.add(names);
        }
        assertThat(judged.getFirst()).as("both pools in the first pass").contains("node-k");
        assertThat(judged.stream().flatMap(List::stream))
                .as("all nodes in four passes")
                .hasSize(12)
                .doesNotHaveDuplicates();
    }

    private static Deadline after(int polls) {
        int[] left = {polls};
        return () -> left[0]-- <= 0;
    }

    @Test
    void whatWasInVainIsNotLookedAtAgainUntilSomethingChanges() {
        DisruptionRound round = givenNodes()
                .pool("default")
                .node("node-a", "small", "a", LabelKeys.SPOT, running("pod-a", "1900m", "node-a"))
                .round();
        PassOutcome first = pass(round);
        assertThat(first.commands()).isEmpty();
        var again = new DisruptionPass(
                new PassInput(round, 1, List.of()), first.memory(), Deadlines.none(), SideBySide.alone());
        var run = new ArrayList<String>();
        while (again.hasNext()) {
            run.add(again.next().method().name());
        }
        assertThat(run).containsExactly("static-drift", "drift");
        assertThat(again.outcome().verdicts(round)).isEqualTo(first.verdicts(round));
        var changed = new DisruptionPass(
                new PassInput(round, 2, List.of()), first.memory(), Deadlines.none(), SideBySide.alone());
        assertThat(changed.next().method().name()).isEqualTo("emptiness");
    }

    @Test
    void driftTakesOneOfEachPoolInTurn() {
        var given = givenNodes().pool("one").pool("two");
        for (int n = 0; n < 4; n++) {
            String name = "node-" + (char) ('a' + n);
            given.node(
                    name,
                    n < 3 ? "one" : "two",
                    "small",
                    "a",
                    LabelKeys.SPOT,
                    State.DRIFTED,
                    List.of(),
                    running("pod-" + name, "1900m", name));
        }
        PassOutcome outcome = pass(given.round());
        assertThat(outcome.commands())
                .hasSize(4)
                .allMatch(planned -> planned.command().reason() == DisruptionReason.DRIFTED);
        assertThat(outcome.commands().get(1).command().candidates().getFirst().name())
                .isEqualTo("node-d");
    }

    @Test
    void aPoolWithoutRoomDoesNotHoldUpTheDriftOfAnother() {
        var full = Resources.none().with("nodes", 1);
        var given = givenNodes()
                .pool("full", 10, Duration.ZERO, List.of(), full, List.of())
                .pool("open");
        given.node(
                "node-a",
                "full",
                "small",
                "a",
                LabelKeys.SPOT,
                State.DRIFTED,
                List.of(),
                pod("keep")
                        .cpu("1900m")
                        .nodeSelector(LabelKeys.NODE_POOL, "full")
                        .on("node-a")
                        .build());
        given.node(
                "node-b",
                "open",
                "small",
                "a",
                LabelKeys.SPOT,
                State.DRIFTED,
                List.of(),
                running("pod-b", "1900m", "node-b"));
        assertThat(removed(pass(given.round()))).contains("node-b");
    }
}
