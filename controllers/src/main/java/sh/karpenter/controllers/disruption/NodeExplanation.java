package sh.karpenter.controllers.disruption;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.verdict.NodeVerdict;
import sh.karpenter.core.disruption.verdict.Verdict;
import sh.karpenter.core.disruption.verdict.VerdictRenderer;

/// Why a node goes or stays.
///
/// @param node the node's name
/// @param claim name of its claim, empty while it has none
/// @param judged when the pass looked that found the verdict
/// @param verdict what each method found
/// @param course what has become of a command for the node, null when there was none lately
public record NodeExplanation(
        String node,
        String claim,
        Instant judged,
        NodeVerdict verdict,
        @Nullable Course course) {

    /// Whether it is, or is to be, removed.
    public boolean goes() {
        return switch (course) {
            case Course.Confirming _, Course.UnderWay _ -> true;
            case Course.Dropped _, Course.NotStarted _, Course.RolledBack _ -> false;
            case null -> verdict.decisive() instanceof Verdict.Chosen;
        };
    }

    /// The one sentence that tells most, beginning with a small letter and without a full stop.
    public String why() {
        Course known = course;
        return known != null && goes() ? known.text() : VerdictRenderer.explain(verdict.decisive());
    }
}
