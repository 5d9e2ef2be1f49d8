package sh.karpenter.core.disruption.method;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Fleet.LARGE;
import static sh.karpenter.core.testing.Fleet.SMALL;
import static sh.karpenter.core.testing.Fleet.fleet;
import static sh.karpenter.core.testing.MachineBuilder.machine;
import static sh.karpenter.core.testing.PodBuilder.pod;
import static sh.karpenter.core.testing.PoolBuilder.nodePool;

import java.util.ArrayList;
import java.util.Objects;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.Skip;
import sh.karpenter.core.disruption.verdict.NodeVerdict;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.Verdict;
import sh.karpenter.core.testing.Fleet;

/// Every node of ours gets a verdict, and one of those that the methods give is the one to tell.
class MethodEvaluationTest {

    @Test
    void everyNodeOfOursHasAVerdictOfEveryMethod() {
        var verdicts = all(fleet().node(machine("n1", SMALL))
                .node(machine("n2", LARGE).runs(pod("web").cpu("7").on("n2").build()))
                .node(machine("n3", SMALL).uninitialized())
                .node(machine("n4", SMALL).withoutClaim()));

        assertThat(verdicts).containsOnlyKeys("n1", "n2", "n3");
        var ofSecond = Objects.requireNonNull(verdicts.get("n2"));
        assertThat(ofSecond.byMethod()).containsOnlyKeys("emptiness", "static-drift", "drift", "multi", "single");
        assertThat(ofSecond.pool()).isEqualTo("default");
    }

    @Test
    void thatANodeGoesComesBeforeEverythingElse() {
        var verdict = one(fleet().node(machine("n1", SMALL)));

        assertThat(verdict.decisive()).isInstanceOf(Verdict.Chosen.class);
        assertThat(verdict.decisiveMethod()).isEqualTo("emptiness");
    }

    @Test
    void thatItIsBlockedComesNext() {
        assertThat(one(fleet().node(machine("n1", SMALL).uninitialized())).decisive())
                .isEqualTo(new Verdict.Blocked(new Skip.NotInitialized(true)));
    }

    @Test
    void anEmptyNodeWhoseBudgetIsSpentIsToldThat() {
        var verdict = one(fleet().pool(nodePool("default").budget("0", "Empty")).node(machine("n1", SMALL)));

        assertThat(verdict.decisive())
                .isEqualTo(new Verdict.Refused(new Refusal.BudgetSpent("default", DisruptionReason.EMPTY, 0, 0, 0)));
    }

    @Test
    void ofTheNoesTheOneThatCameLastOnTheWayIsTold() {
        var stuck = pod("web").cpu("1").nodeSelector("team", "nobody").on("n1");
        var verdict = one(fleet().node(machine("n1", SMALL).runs(stuck.build())));

        assertThat(verdict.decisiveMethod()).isEqualTo("single");
        assertThat(verdict.decisive())
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.rule()).isInstanceOf(Refusal.PodsWithoutPlace.class));
    }

    @Test
    void aDriftedNodeThatCannotGoIsToldWhy() {
        var stuck = pod("web").cpu("1").nodeSelector("team", "nobody").on("n1");
        var verdict = one(fleet().pool(nodePool("default").consolidateAfter(null))
                .node(machine("n1", SMALL).is("Drifted").runs(stuck.build())));

        assertThat(verdict.decisiveMethod()).isEqualTo("drift");
    }

    private static NodeVerdict one(Fleet fleet) {
        return all(fleet).firstEntry().getValue();
    }

    private static SequencedMap<String, NodeVerdict> all(Fleet fleet) {
        var evaluations = new ArrayList<MethodEvaluation>();
        for (DisruptionMethod method : DisruptionMethods.inOrder()) {
            evaluations.add(fleet.run(method));
        }
        return MethodEvaluation.byNode(fleet.round(), evaluations);
    }
}
