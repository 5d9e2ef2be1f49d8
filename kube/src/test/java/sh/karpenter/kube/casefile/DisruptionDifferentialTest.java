package sh.karpenter.kube.casefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;

/// What our methods of disruption decide in reference mode against what Karpenter's decided in the same
/// situation. A case may differ only if `docs/differences.md` lists it.
class DisruptionDifferentialTest {
    private final CaseReader reader = CaseArchive.reader();

    @Test
    void decidesAsKarpenterDid() {
        SortedSet<String> listed = ListedDifferences.read();
        int cases = 0;
        int equal = 0;
        int known = 0;
        var unlisted = new ArrayList<String>();
        for (String line : CaseArchive.lines("disruption")) {
            CaseFile file = reader.read(line);
            cases++;
            List<String> differences = DisruptionComparison.differences(
                    Objects.requireNonNull(file.expected()),
                    DisruptionDecision.of(file).toJson(file.problem().labels()));
            if (differences.isEmpty()) {
                equal++;
            } else if (listed.contains(file.name())) {
                known++;
            } else {
                unlisted.add(file.name() + ": " + differences);
            }
        }
        System.out.printf("differential disruption: %d cases, %d equal, %d listed differences%n", cases, equal, known);
        assertThat(unlisted).isEmpty();
    }
}
