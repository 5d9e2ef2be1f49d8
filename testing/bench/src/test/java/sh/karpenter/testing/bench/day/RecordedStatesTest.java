package sh.karpenter.testing.bench.day;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionOptions.Mode;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.pass.DisruptionPass;
import sh.karpenter.core.disruption.pass.PassInput;
import sh.karpenter.core.disruption.pass.PassMemory;
import sh.karpenter.core.disruption.pass.PassOutcome;
import sh.karpenter.kube.casefile.CaseArchive;
import sh.karpenter.kube.casefile.CaseFile;

/// On the recorded states a pass of the default mode never does worse than one of the reference: not dearer,
/// and no more pods moved for the same saving.
///
/// When passes follow each other until nothing is left to do, each mode ends where no single command pays any more, and
/// which of these ends is the cheaper one is luck: there the states are held together.
class RecordedStatesTest {
    private static final double SAME = 1e-9;
    private static final int MOST_PASSES = 60;

    /// What came of a state.
    private record End(double saved, int moved) {}

    private interface Play {
        End play(CaseFile file, Mode mode);
    }

    @Test
    void onePassSavesAtLeastAsMuch() {
        assertThat(compare(RecordedStatesTest::once).worse()).isEmpty();
    }

    @Test
    void whenNothingIsLeftToDoTheClustersTogetherCostNoMore() {
        Balance balance = compare(RecordedStatesTest::toTheEnd);
        assertThat(balance.ours()).isGreaterThanOrEqualTo(balance.theirs());
    }

    /// @param ours what the default mode saves in all states together
    /// @param theirs the same of the reference
    /// @param worse states in which the default mode does worse
    private record Balance(double ours, double theirs, List<String> worse) {}

    private static Balance compare(Play play) {
        var reader = CaseArchive.reader();
        var worse = new ArrayList<String>();
        int better = 0;
        double saved = 0;
        double theirSaved = 0;
        int moved = 0;
        int theirMoved = 0;
        for (String line : CaseArchive.lines("disruption")) {
            CaseFile file = reader.read(line);
            End theirs = play.play(file, Mode.REFERENCE);
            End ours = play.play(file, Mode.DEFAULT);
            saved += ours.saved;
            theirSaved += theirs.saved;
            moved += ours.moved;
            theirMoved += theirs.moved;
            boolean dearer = ours.saved < theirs.saved - SAME;
            boolean same = Math.abs(ours.saved - theirs.saved) <= SAME;
            better += ours.saved > theirs.saved + SAME || (same && ours.moved < theirs.moved) ? 1 : 0;
            if (dearer || (same && ours.moved > theirs.moved)) {
                worse.add(file.name() + ": " + ours + " instead of " + theirs);
            }
        }
        System.out.printf(
                "recorded states: better in %d, worse in %d; saved %.2f (reference %.2f), moved %d (%d)%n",
                better, worse.size(), saved, theirSaved, moved, theirMoved);
        return new Balance(saved, theirSaved, worse);
    }

    private static End once(CaseFile file, Mode mode) {
        double saved = 0;
        int moved = 0;
        DisruptionRound round = file.round(mode);
        for (PassOutcome.Planned planned : DisruptionPass.whole(new PassInput(round, 1, List.of()), PassMemory.empty())
                .commands()) {
            // Drift is not about savings, and both modes do it.
            if (planned.method().reason() != sh.karpenter.core.disruption.candidate.DisruptionReason.DRIFTED) {
                saved += planned.command().savings();
                moved += moved(planned.command());
            }
        }
        return new End(saved, moved);
    }

    private static int moved(DisruptionCommand command) {
        return command.candidates().stream()
                .map(Candidate::pods)
                .mapToInt(List::size)
                .sum();
    }

    private static End toTheEnd(CaseFile file, Mode mode) {
        DisruptionRound start = file.round(mode);
        var cluster = new VirtualCluster(start);
        double before = cluster.pricePerHour();
        PassMemory memory = PassMemory.empty();
        int moved = 0;
        Instant now = start.now();
        for (int i = 0; i < MOST_PASSES; i++) {
            var input = new PassInput(cluster.round(now, start.options()), cluster.generation(), List.of());
            PassOutcome outcome = DisruptionPass.whole(input, memory);
            memory = outcome.memory();
            if (outcome.commands().isEmpty()) {
                break;
            }
            for (PassOutcome.Planned planned : outcome.commands()) {
                moved += moved(planned.command());
                for (String claim : cluster.carryOut(planned.command(), now)) {
                    memory = memory.replaced(claim, planned.command(), now);
                }
            }
            assertThat(cluster.inconsistent()).as(file.name()).isEmpty();
            now = now.plus(Duration.ofHours(2));
        }
        return new End(before - cluster.pricePerHour(), moved);
    }
}
