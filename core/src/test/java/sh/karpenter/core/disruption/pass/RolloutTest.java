package sh.karpenter.core.disruption.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.GivenNodes.givenNodes;
import static sh.karpenter.core.testing.PodBuilder.pod;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionOptions.Mode;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.forecast.Forecast;
import sh.karpenter.core.disruption.pass.Foresight.Way;
import sh.karpenter.core.disruption.pass.PassOutcome.Planned;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.Verdict;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.testing.GeneratedNodes;

/// A pass that looks ahead ends no dearer than either way alone, and at the same price with no more pods moved.
class RolloutTest {
    private static final double SAME = 1e-9;
    private static final int SEEDS = 60;

    private record End(double price, int moved) {
        boolean worseThan(End other) {
            return price > other.price + SAME || (price > other.price - SAME && moved > other.moved);
        }
    }

    /// Passes of one kind, one after the other, until nothing is found.
    private interface Pass {
        List<Planned> over(DisruptionRound round);
    }

    private static PassOutcome pass(DisruptionRound round) {
        return DisruptionPass.whole(new PassInput(round, 1, List.of()), PassMemory.empty());
    }

    private static List<Planned> without(Way way, DisruptionRound round) {
        return DisruptionPass.ahead(new PassInput(round, 1, List.of()), PassMemory.empty(), way, Deadlines.none())
                .commands();
    }

    private static End toTheEnd(DisruptionRound start, Pass pass) {
        var forecast = new Forecast(start);
        int moved = 0;
        for (List<Planned> found = pass.over(start); !found.isEmpty(); found = pass.over(forecast.round())) {
            for (Planned planned : found) {
                forecast.carryOut(planned.command());
                for (Candidate candidate : planned.command().candidates()) {
                    moved += candidate.pods().size();
                }
            }
            forecast.rest();
        }
        return new End(forecast.pricePerHour(), moved);
    }

    @Test
    void endsNoWorseThanEitherWayAlone() {
        int betterThanOurs = 0;
        int betterThanKarpenters = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            DisruptionRound start = GeneratedNodes.of(seed);
            End both = toTheEnd(start, round -> pass(round).commands());
            End ours = toTheEnd(start, round -> without(Way.OURS, round));
            End karpenters = toTheEnd(start, round -> without(Way.KARPENTERS, round));
            assertThat(both.worseThan(ours))
                    .as("seed %d: %s, ours %s", seed, both, ours)
                    .isFalse();
            assertThat(both.worseThan(karpenters))
                    .as("seed %d: %s, Karpenter's %s", seed, both, karpenters)
                    .isFalse();
            betterThanOurs += ours.worseThan(both) ? 1 : 0;
            betterThanKarpenters += karpenters.worseThan(both) ? 1 : 0;
        }
        assertThat(betterThanOurs).as("states in which looking ahead helps us").isPositive();
        assertThat(betterThanKarpenters).as("states in which we do better").isGreaterThan(SEEDS / 10);
    }

    @Test
    void takesTheFirstStepOfTheBetterWayAndSaysWhyTheOtherIsLeft() {
        int followed = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            DisruptionRound round = GeneratedNodes.of(seed);
            PassOutcome outcome = pass(round);
            if (outcome.foresight() instanceof Foresight.Played played && played.followed() == Way.KARPENTERS) {
                followed++;
                assertThat(played.karpenters().better(played.ours())).isTrue();
                assertThat(nodes(outcome.commands())).isEqualTo(nodes(without(Way.KARPENTERS, round)));
                var left = new TreeSet<>(nodes(without(Way.OURS, round)));
                left.removeAll(nodes(outcome.commands()));
                var verdicts = outcome.verdicts(round);
                assertThat(left)
                        .allSatisfy(node -> assertThat(Objects.requireNonNull(verdicts.get(node))
                                        .byMethod()
                                        .values())
                                .anyMatch(verdict -> verdict instanceof Verdict.Refused(Refusal.WorseInTheEnd _)));
                assertThat(nodes(outcome.commands()))
                        .allSatisfy(node -> assertThat(Objects.requireNonNull(verdicts.get(node))
                                        .decisive())
                                .isInstanceOf(Verdict.Chosen.class));
            }
        }
        assertThat(followed).isPositive();
    }

    @Test
    void whatWaitsCountsAsDoneAndIsLeftAlone() {
        int looked = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            DisruptionRound round = GeneratedNodes.of(seed);
            List<DisruptionCommand> waiting = pass(round).commands().stream()
                    .map(Planned::command)
                    .limit(1)
                    .toList();
            if (!waiting.isEmpty()) {
                var going = new TreeSet<String>();
                waiting.forEach(command -> command.candidates().forEach(candidate -> going.add(candidate.name())));
                var held = new TreeSet<>(going);
                waiting.forEach(command -> held.addAll(command.placements().sequencedKeySet()));
                var input = new PassInput(with(round, round.options(), going), 1, waiting);
                var second = DisruptionPass.whole(input, PassMemory.empty());
                for (Planned planned : second.commands()) {
                    assertThat(planned.command().placements().sequencedKeySet()).noneMatch(held::contains);
                }
                assertThat(nodes(second.commands())).as("seed %d", seed).noneMatch(held::contains);
                looked += second.foresight() instanceof Foresight.Played ? 1 : 0;
            }
        }
        assertThat(looked).as("passes that looked ahead from what waits").isPositive();
    }

    @Test
    void aClusterThatIsTooLargeIsNotPlayedToItsEnd() {
        var given = givenNodes().pool("default");
        for (int n = 0; n < 501; n++) {
            String name = "node-" + n;
            given.node(
                    name,
                    "medium",
                    "a",
                    LabelKeys.ON_DEMAND,
                    pod("pod-" + n).cpu("1500m").on(name).build());
        }
        DisruptionRound round = given.round();
        PassOutcome outcome = pass(round);
        assertThat(outcome.foresight()).isInstanceOf(Foresight.TooFar.class);
        assertThat(nodes(outcome.commands())).isEqualTo(nodes(without(Way.OURS, round)));
    }

    @Test
    void theReferenceDoesNotLookAhead() {
        for (long seed = 0; seed < 30; seed++) {
            DisruptionRound round = GeneratedNodes.of(seed);
            var reference = with(round, DisruptionOptions.defaults().in(Mode.REFERENCE), new TreeSet<>());
            assertThat(pass(reference).foresight()).isEqualTo(new Foresight.NotNeeded());
        }
    }

    private static DisruptionRound with(DisruptionRound round, DisruptionOptions options, SortedSet<String> queued) {
        return new DisruptionRound(
                round.cluster(), round.pools(), queued, round.labels(), round.scheduling(), options, round.now());
    }

    private static List<String> nodes(List<Planned> commands) {
        var names = new ArrayList<String>();
        for (Planned planned : commands) {
            planned.command().candidates().forEach(candidate -> names.add(candidate.name()));
        }
        names.sort(null);
        return names;
    }
}
