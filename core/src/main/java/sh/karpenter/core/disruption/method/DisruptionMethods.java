package sh.karpenter.core.disruption.method;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.Candidates;
import sh.karpenter.core.disruption.candidate.DisruptionRound;

/// The methods in the order in which they are tried; the first that finds something has its way.
public final class DisruptionMethods {
    private DisruptionMethods() {}

    /// All methods, in order.
    public static List<DisruptionMethod> inOrder() {
        return List.of(new Emptiness(), new Drift(), new MultiNodeConsolidation(), new SingleNodeConsolidation());
    }

    /// The candidates of a round that a method looks at, by name, and why it does not look at the others.
    ///
    /// @param eligible the candidates it looks at
    /// @param refused node name to why it does not look at it; candidates without anything to tell are left out
    public record Eligible(List<Candidate> eligible, SequencedMap<String, String> refused) {}

    /// Parts the candidates of a round for a method.
    public static Eligible eligible(DisruptionMethod method, DisruptionRound round, Candidates candidates) {
        var eligible = new ArrayList<Candidate>();
        var refused = new TreeMap<String, String>();
        for (Candidate candidate : candidates.candidates()) {
            String reason = method.ineligible(candidate, round);
            if (reason == null) {
                eligible.add(candidate);
            } else if (!reason.isEmpty()) {
                refused.put(candidate.name(), reason);
            }
        }
        return new Eligible(eligible, refused);
    }
}
