package sh.karpenter.kube.casefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.scheduling.solve.Scheduler;
import sh.karpenter.core.testing.PlanInvariants;

/// What we decide against what Karpenter decided in the same situation. A case may differ only if
/// `docs/differences.md` lists it.
class DifferentialTest {
    private static final List<String> FAMILIES = List.of(
            "arch-os",
            "daemonsets",
            "existing-nodes",
            "extended-resources",
            "host-ports",
            "large",
            "min-values",
            "mixed",
            "node-affinity",
            "pod-affinity",
            "pod-anti-affinity",
            "pod-requests",
            "pools-weights-limits",
            "preferences",
            "reserved",
            "resources",
            "spread-hostname",
            "spread-other",
            "spread-zone",
            "taints",
            "volumes");

    private final CaseReader reader = CaseArchive.reader();
    private final Decision decision = new Decision(CaseReader.vocabulary());

    @TestFactory
    List<DynamicTest> decidesAsKarpenterDid() {
        SortedSet<String> listed = ListedDifferences.read();
        var tests = new ArrayList<DynamicTest>();
        for (String family : FAMILIES) {
            tests.add(DynamicTest.dynamicTest(family, () -> compare(family, listed)));
        }
        return tests;
    }

    private void compare(String family, SortedSet<String> listed) {
        int cases = 0;
        int equal = 0;
        int known = 0;
        var unlisted = new ArrayList<String>();
        for (String line : CaseArchive.lines(family)) {
            CaseFile file = reader.read(line);
            cases++;
            List<String> differences = differences(file);
            if (differences.isEmpty()) {
                equal++;
            } else if (listed.contains(file.name())) {
                known++;
            } else {
                unlisted.add(file.name() + ": " + differences);
            }
        }
        System.out.printf("differential %s: %d cases, %d equal, %d listed differences%n", family, cases, equal, known);
        assertThat(unlisted).isEmpty();
    }

    private List<String> differences(CaseFile file) {
        SchedulingResult result = Scheduler.solve(file.problem(), Deadline.none());
        return Comparison.differences(file.compare(), Objects.requireNonNull(file.expected()), decision.toJson(result));
    }

    @Test
    void keepsTheInvariantsInEveryCase() {
        for (String family : FAMILIES) {
            for (String line : CaseArchive.lines(family)) {
                CaseFile file = reader.read(line);
                SchedulingResult result = Scheduler.solve(file.problem(), Deadline.none());
                assertThat(PlanInvariants.violations(file.problem(), result))
                        .as(file.name())
                        .isEmpty();
            }
        }
    }

    @Test
    void decidesTheSameWhateverTheOrderOfTheInput() {
        for (String family : FAMILIES) {
            for (String line : CaseArchive.lines(family)) {
                CaseFile file = reader.read(line);
                var first = decision.toJson(Scheduler.solve(file.problem(), Deadline.none()));
                var second = decision.toJson(Scheduler.solve(reversed(file.problem()), Deadline.none()));
                assertThat(second).as(file.name()).isEqualTo(first);
            }
        }
    }

    private static SchedulingProblem reversed(SchedulingProblem problem) {
        var pods = new ArrayList<Pod>(problem.pods());
        Collections.reverse(pods);
        return new SchedulingProblem(
                problem.cluster(),
                pods,
                problem.removedNodes(),
                problem.pools(),
                problem.labels(),
                problem.options(),
                problem.now());
    }
}
