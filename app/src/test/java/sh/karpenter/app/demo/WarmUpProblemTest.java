package sh.karpenter.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.scheduling.solve.Scheduler;
import sh.karpenter.kube.casefile.CaseFile;
import sh.karpenter.kube.casefile.CaseReader;

/// A recording is only worth what its problem makes the engine do.
final class WarmUpProblemTest {
    @ParameterizedTest
    @ValueSource(strings = {"Respect", "Ignore"})
    void isUnderstoodWholeAndUsesOldNodesAndNewOnes(String policy) {
        CaseFile read = new CaseReader(name -> "[]").read(WarmUpProblem.written(policy));
        assertThat(read.unread()).isEmpty();

        SchedulingResult result = Scheduler.solve(read.problem(), Deadline.none());
        assertThat(result.rejected()).isEmpty();
        assertThat(result.ignored()).isEmpty();
        assertThat(result.existing()).isNotEmpty();
        assertThat(result.newNodeClaims()).hasSizeGreaterThan(4);
    }
}
