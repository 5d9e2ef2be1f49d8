package sh.karpenter.core.disruption.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.Candidates;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.scheduling.solve.Scheduler;
import sh.karpenter.core.testing.GeneratedNodes;

/// A what-if on the cluster compiled once answers what a problem of its own would.
class WhatIfLaws {
    private static final int CLUSTERS = 40;

    @Test
    void anOverlayAnswersAsAFreshCompilationWould() {
        int feasible = 0;
        int infeasible = 0;
        for (long seed = 0; seed < CLUSTERS; seed++) {
            DisruptionRound round = GeneratedNodes.of(seed);
            var overlay = new WhatIf(round);
            var fresh = new WhatIf(round, Scheduler::solve);
            for (List<Candidate> candidates : questions(round, seed)) {
                for (boolean consolidation : List.of(true, false)) {
                    var expected = fresh.without(candidates, consolidation);
                    assertThat(overlay.without(candidates, consolidation))
                            .as("seed %d, without %s, consolidation %s", seed, names(candidates), consolidation)
                            .isEqualTo(expected);
                    feasible += expected instanceof WhatIf.Outcome.Feasible ? 1 : 0;
                    infeasible += expected instanceof WhatIf.Outcome.Infeasible ? 1 : 0;
                }
            }
        }
        // The law would be worth little if all answers were alike.
        assertThat(feasible).isGreaterThan(150);
        assertThat(infeasible).isGreaterThan(40);
    }

    @Test
    void closedNodesTakeNothingAndAreOpenAgainAfterwards() {
        for (long seed = 0; seed < CLUSTERS; seed++) {
            DisruptionRound round = GeneratedNodes.of(seed);
            var reused = new WhatIf(round);
            for (List<Candidate> candidates : questions(round, seed)) {
                var before = reused.without(candidates, true);
                if (before instanceof WhatIf.Outcome.Feasible(var result)
                        && !result.existing().isEmpty()) {
                    var closed = new TreeSet<>(result.existing().sequencedKeySet());
                    var without = reused.without(candidates, closed, true);
                    assertThat(new WhatIf(round).without(candidates, closed, true))
                            .isEqualTo(without);
                    if (without instanceof WhatIf.Outcome.Feasible(var other)) {
                        assertThat(other.existing().sequencedKeySet()).doesNotContainAnyElementsOf(closed);
                    }
                }
                assertThat(reused.without(candidates, true)).isEqualTo(before);
            }
        }
    }

    /// Every candidate alone, and some together.
    private static List<List<Candidate>> questions(DisruptionRound round, long seed) {
        var random = new Random(seed);
        var candidates = new ArrayList<>(
                Candidates.of(round, Candidates.Strictness.EVENTUAL).candidates());
        var questions = new ArrayList<List<Candidate>>();
        candidates.forEach(candidate -> questions.add(List.of(candidate)));
        for (int i = 0; i < 4 && candidates.size() > 2; i++) {
            Collections.shuffle(candidates, random);
            questions.add(List.copyOf(candidates.subList(0, 2 + random.nextInt(candidates.size() - 1))));
        }
        return questions;
    }

    private static List<String> names(List<Candidate> candidates) {
        return candidates.stream().map(Candidate::name).toList();
    }
}
