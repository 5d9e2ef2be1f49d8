package sh.karpenter.core.disruption.verdict;

import java.util.List;
import sh.karpenter.core.disruption.candidate.Candidate;

/// A consolidation that works out, weighed by the pools that it touches. Pools of other policies than
/// `Balanced` approve everything and have no score.
///
/// @param candidates the nodes to remove
/// @param approved whether no pool objects
/// @param scores of the pools of policy `Balanced`, by name; where one objects, perhaps only its own
public record Weighed(List<Candidate> candidates, boolean approved, List<BalanceScore> scores) {
    public Weighed {
        candidates = List.copyOf(candidates);
        scores = List.copyOf(scores);
    }
}
