package sh.karpenter.core.disruption.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.Candidates;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.testing.GeneratedNodes;

/// Where the bound says that a node stays, a solve says so too.
class BoundLaws {
    @Test
    void theBoundSaysNoOnlyWhereASolveDoes() {
        int bounded = 0;
        int solved = 0;
        for (long seed = 0; seed < 120; seed++) {
            DisruptionRound round = GeneratedNodes.crowded(seed);
            var whatIf = new WhatIf(round);
            var consolidation = new Consolidation(round, whatIf, "single");
            for (Candidate candidate :
                    Candidates.of(round, Candidates.Strictness.GRACEFUL).candidates()) {
                double least = whatIf.leastReplacementPrice(candidate);
                Consolidation.Verdict verdict = consolidation.judge(List.of(candidate));
                if (least > 0 && least >= candidate.pricePerHour()) {
                    bounded++;
                    assertThat(verdict)
                            .as("seed %d, %s at %s, bound %s", seed, candidate.name(), candidate.pricePerHour(), least)
                            .isInstanceOf(Consolidation.Verdict.Stay.class);
                }
                solved += verdict instanceof Consolidation.Verdict.Go ? 1 : 0;
            }
        }
        assertThat(bounded).as("decided by the bound").isGreaterThan(30);
        assertThat(solved).as("worth a solve").isGreaterThan(30);
    }
}
