package sh.karpenter.core.disruption.method;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.node.Condition;
import sh.karpenter.core.model.node.DisruptionPolicy.ConsolidationPolicy;
import sh.karpenter.core.model.node.NodeClaim;

/// Which candidates consolidation looks at: those that are not empty, of a pool that wants it, quiet for long
/// enough, and of which it is known what they cost.
///
/// Source: Karpenter documentation, "Disruption / Consolidation".
final class Eligibility {
    private Eligibility() {}

    /// The first rule because of which consolidation does not look at a candidate, null when it does.
    static @Nullable Refusal ofConsolidation(Candidate candidate, DisruptionRound round) {
        String pool = candidate.pool().name();
        if (candidate.pool().isStatic()) {
            return new Refusal.StaticPool(pool);
        }
        if (candidate.type() == null) {
            return new Refusal.TypeUnknown(candidate.node().labels().getOrDefault(LabelKeys.INSTANCE_TYPE, ""));
        }
        if (candidate.capacityType().isEmpty()) {
            return new Refusal.LabelMissing(LabelKeys.CAPACITY_TYPE);
        }
        if (candidate.zone().isEmpty()) {
            return new Refusal.LabelMissing(LabelKeys.ZONE);
        }
        if (candidate.pool().disruption().consolidateAfter() == null) {
            return new Refusal.ConsolidationDisabled(pool);
        }
        if (candidate.empty()) {
            return new Refusal.Empty();
        }
        if (candidate.pool().disruption().consolidationPolicy() == ConsolidationPolicy.WHEN_EMPTY) {
            return new Refusal.OnlyWhenEmpty(pool);
        }
        Refusal unpriced = unpriced(candidate, round);
        return unpriced == null ? unquiet(candidate) : unpriced;
    }

    /// Says so when nobody knows what the candidate is or costs, null when that is known. Karpenter takes an
    /// unknown price for 0, so that such a node may be deleted but never replaced; in the default mode it is
    /// left alone.
    static @Nullable Refusal unpriced(Candidate candidate, DisruptionRound round) {
        if (candidate.priceKnown() || round.options().mode() == DisruptionOptions.Mode.REFERENCE) {
            return null;
        }
        return candidate.type() == null
                ? new Refusal.TypeUnknown(candidate.node().labels().getOrDefault(LabelKeys.INSTANCE_TYPE, ""))
                : new Refusal.PriceUnknown(candidate.type().name(), candidate.zone(), candidate.capacityType());
    }

    /// Says so when the candidate has not been quiet for long enough, null when it has.
    static @Nullable Refusal unquiet(Candidate candidate) {
        NodeClaim claim = candidate.claim();
        if (claim.is("Consolidatable")) {
            return null;
        }
        Duration after = candidate.pool().disruption().consolidateAfter();
        Duration quiet = after == null ? Duration.ZERO : after;
        Condition initialized = claim.status().conditions().get("Initialized");
        Instant since = claim.status().lastPodEvent();
        if (since == null && initialized != null) {
            since = initialized.lastTransition();
        }
        return new Refusal.NotQuiet(quiet, since == null ? null : since.plus(quiet));
    }
}
