package sh.karpenter.testing.scenarios.behaviour.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import sh.karpenter.core.disruption.candidate.Skip;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.testing.scenarios.behaviour.Golden;
import sh.karpenter.testing.scenarios.behaviour.Scenario;
import tools.jackson.databind.JsonNode;

/// Plays every scenario of disruption: what it expects of each step, what must hold of every step, and its whole
/// text. `-Dgolden.update` writes the texts anew.
final class DisruptionBehaviourTest {
    /// What passes never say: a node that goes already is no candidate, so that no what-if is asked about it; and
    /// nodes of others have no verdict.
    private static final List<String> NEVER_SEEN = List.of("Leaving", "NotManaged");

    @TestFactory
    List<DynamicTest> behavesAsWritten() {
        return Scenario.of(Scenario.When.DISRUPT).stream()
                .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> play(scenario)))
                .toList();
    }

    private static void play(Scenario scenario) {
        List<Step> steps = Play.of(scenario, null);
        String text = PlayText.of(scenario, steps);
        try {
            for (Step step : steps) {
                DisruptionExpectation.check(step);
                assertThat(DisruptionInvariants.violations(step)).isEmpty();
            }
        } catch (AssertionError otherwise) {
            throw new AssertionError(otherwise.getMessage() + "\n\n" + text, otherwise);
        }
        assertThat(PlayText.of(scenario, Play.of(scenario, null)))
                .as("a second run")
                .isEqualTo(text);
        for (long seed = 0; seed < 3; seed++) {
            assertThat(PlayText.of(scenario, Play.of(scenario, seed)))
                    .as("another order of the input")
                    .isEqualTo(text);
        }
        Golden.check(scenario.plan(), text);
    }

    @Test
    void everyVerdictHasAScenarioThatExpectsIt() {
        var missing = new TreeSet<String>();
        for (Class<?> sealed : List.of(Refusal.class, Skip.class)) {
            for (Class<?> rule : sealed.getPermittedSubclasses()) {
                missing.add(rule.getSimpleName());
            }
        }
        missing.add("goes");
        for (Refusal.Because because : Refusal.Because.values()) {
            missing.add(because.name());
        }
        missing.removeAll(NEVER_SEEN);
        missing.removeAll(expected());
        assertThat(missing).as("verdicts that no scenario expects").isEmpty();
    }

    /// The rules that scenarios name in their verdicts.
    private static SortedSet<String> expected() {
        var names = new TreeSet<String>();
        for (Scenario scenario : Scenario.of(Scenario.When.DISRUPT)) {
            for (JsonNode verdicts : scenario.document().findValues("verdicts")) {
                verdicts.forEach(node -> (node.isString() ? List.of(node) : node).forEach(verdict -> {
                    String text = verdict.asString("");
                    Collections.addAll(names, text.split(": ", 2)[0].split("[()]"));
                    if (text.contains("found a command for other nodes first")) {
                        names.add(Refusal.Because.FOUND_ANOTHER.name());
                    } else if (text.contains("the time of the pass was up")) {
                        names.add(Refusal.Because.OUT_OF_TIME.name());
                    } else if (text.contains("looks at no more nodes at once")) {
                        names.add(Refusal.Because.CAP.name());
                    } else if (text.contains("nodes that save more do not work out together")) {
                        names.add(Refusal.Because.BETTER_ONES_FAILED.name());
                    }
                }));
            }
        }
        return names;
    }
}
