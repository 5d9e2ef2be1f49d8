package sh.karpenter.core.disruption.verdict;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// What a pass found about one node, method by method.
///
/// @param node the node's name
/// @param pool name of its pool, empty for none
/// @param byMethod name of the method (`emptiness`, `static-drift`, `drift`, `multi`, `single`) to what it
///     found, in the order of the methods; methods that were not run, because one before them had its way, are
///     missing
public record NodeVerdict(String node, String pool, SequencedMap<String, Verdict> byMethod) {

    public NodeVerdict {
        if (byMethod.isEmpty()) {
            throw new IllegalArgumentException("node " + node + " has no verdict");
        }
        byMethod = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(byMethod));
    }

    /// The one that tells most about why the node goes or stays: that it is to be removed; else that it is blocked;
    /// else the no that came last on the way. Of equals the first.
    public Verdict decisive() {
        return entry().getValue();
    }

    /// The method of the decisive verdict.
    public String decisiveMethod() {
        return entry().getKey();
    }

    private Map.Entry<String, Verdict> entry() {
        Map.Entry<String, Verdict> best = byMethod.firstEntry();
        for (Map.Entry<String, Verdict> entry : byMethod.entrySet()) {
            if (weight(entry.getValue()) > weight(best.getValue())) {
                best = entry;
            }
        }
        return best;
    }

    private static int weight(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Chosen _ -> 9;
            case Verdict.Blocked _ -> 8;
            case Verdict.Refused(var rule) -> weight(rule);
        };
    }

    /// How far on its way to being removed the node came.
    private static int weight(Refusal rule) {
        return switch (rule) {
            case Refusal.StaticPool _, Refusal.DynamicPool _, Refusal.NotDrifted _, Refusal.NotEmpty _ -> 0;
            case Refusal.Empty _, Refusal.GoesAnyway _ -> 0;
            case Refusal.NothingToJoin _, Refusal.NotReached _ -> 1;
            case Refusal.OnlyWhenEmpty _, Refusal.ConsolidationDisabled _, Refusal.NotQuiet _ -> 2;
            case Refusal.TypeUnknown _, Refusal.LabelMissing _, Refusal.PriceUnknown _ -> 2;
            case Refusal.NotTogether _ -> 3;
            case Refusal.TooManyReplacements _, Refusal.NotCheaper _, Refusal.TooLittleChoice _ -> 4;
            case Refusal.SpotToSpotDisabled _, Refusal.TooFewSpotTypes _, Refusal.SameTypeAgain _ -> 4;
            case Refusal.PodsWithoutPlace _, Refusal.Leaving _, Refusal.OutOfBalance _ -> 4;
            case Refusal.Held _, Refusal.Damped _, Refusal.WorseInTheEnd _ -> 4;
            case Refusal.BudgetSpent _, Refusal.BudgetUnreadable _ -> 5;
            case Refusal.AtNodeLimit _, Refusal.ScalingDown _ -> 5;
        };
    }
}
