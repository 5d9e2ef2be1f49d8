package sh.karpenter.testing.scenarios.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import sh.karpenter.app.plan.PlanText;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.scheduling.solve.Scheduler;
import sh.karpenter.core.testing.PlanInvariants;
import sh.karpenter.kube.casefile.CaseFile;
import sh.karpenter.kube.casefile.Decision;
import tools.jackson.databind.JsonNode;

/// Plays every scenario: what it expects, what must hold of every plan, and its whole plan.
///
/// `-Dgolden.update` writes the plans and the index anew. A plan is not optimal by right; it is here so that a
/// change is seen.
final class BehaviourTest {
    private static final Path INDEX = Path.of("..", "..", "docs", "behaviours.md");

    @TestFactory
    List<DynamicTest> behavesAsWritten() {
        return Scenario.of(Scenario.When.PROVISION).stream()
                .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> play(scenario)))
                .toList();
    }

    @Test
    void theIndexListsEveryBehaviour() throws IOException {
        Golden.check(INDEX, index());
    }

    @Test
    void noPlanIsLeftOfAScenarioThatIsGone() throws IOException {
        var known = Scenario.all().stream().map(Scenario::plan).toList();
        try (var files = Files.walk(Scenario.FOLDER)) {
            assertThat(files.filter(file -> file.toString().endsWith(".plan.txt")))
                    .allMatch(known::contains);
        }
    }

    private static void play(Scenario scenario) throws IOException {
        CaseFile file = new Situation().read(scenario);
        SchedulingProblem problem = checked(file.problem());
        SchedulingResult result = Scheduler.solve(problem, Deadline.none());
        JsonNode decided = new Decision(problem.labels()).toJson(file, result);

        new Expectation(scenario.then(), decided, file, result).check();

        assertThat(PlanInvariants.violations(problem, result)).isEmpty();
        assertThat(SpreadInvariant.violations(problem, result)).isEmpty();
        assertThat(again(file, problem)).as("a second run").isEqualTo(decided);
        for (int seed = 0; seed < 3; seed++) {
            assertThat(again(file, shuffled(problem, seed)))
                    .as("another order of the input")
                    .isEqualTo(decided);
        }
        Golden.check(scenario.plan(), String.join("\n", new PlanText(file, result).lines()));
    }

    private static JsonNode again(CaseFile file, SchedulingProblem problem) {
        return new Decision(problem.labels()).toJson(file, Scheduler.solve(problem, Deadline.none()));
    }

    /// The problem with every fast operation held against its readable twin.
    private static SchedulingProblem checked(SchedulingProblem problem) {
        return new SchedulingProblem(
                problem.cluster(),
                problem.pods(),
                problem.removedNodes(),
                problem.pools(),
                problem.labels(),
                problem.options().withChecks(),
                problem.now());
    }

    private static SchedulingProblem shuffled(SchedulingProblem problem, int seed) {
        var pods = new ArrayList<Pod>(problem.pods());
        Collections.shuffle(pods, new Random(seed));
        return new SchedulingProblem(
                problem.cluster(),
                pods,
                problem.removedNodes(),
                problem.pools(),
                problem.labels(),
                problem.options(),
                problem.now());
    }

    private static String index() {
        var lines = new ArrayList<String>(List.of(
                "# What we do",
                "",
                "One line per behaviour, generated from the first lines of the scenarios in `testing/scenarios`. Each"
                        + " is played by `BehaviourTest`, which",
                "writes this page anew with `-Dgolden.update`, or `DisruptionBehaviourTest`."));
        String area = "";
        for (Scenario scenario : Scenario.all()) {
            String of = Objects.requireNonNull(scenario.file().getParent()).toString();
            if (!of.equals(area)) {
                String heading = of.replace('\\', '/').replace("/", ": ");
                lines.addAll(List.of("", "## " + Character.toUpperCase(heading.charAt(0)) + heading.substring(1), ""));
                area = of;
            }
            lines.add("- [" + scenario.title() + "](../testing/scenarios/"
                    + Scenario.FOLDER.toString().replace('\\', '/') + "/" + scenario.name() + ".yaml)");
        }
        return String.join("\n", lines) + "\n";
    }
}
