package sh.karpenter.core.disruption.method;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.LaunchPrices;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.result.SchedulingResult;

/// What consolidation of one node and of several have in common: whether removing given nodes works out and pays.
///
/// 1. Think the nodes away; every pod must find a place.
/// 2. Nothing to launch: delete them. More than one machine to launch: no.
/// 3. One to launch: keep the instance types of which even the worst launch costs less than the nodes together, and
///    among those that are left `minValues` must hold. None left: no.
/// 4. Spot for spot is its own rule, because the cheapest spot offering is often the next to be taken away: it
///    needs the feature gate, and for a single node at least 15 cheaper types, of which the cheapest 15 are
///    asked for.
/// 5. Where spot and on-demand are both possible, spot is asked for, because where there is spot only it was
///    compared.
///
/// Source: Karpenter documentation, "Disruption / Consolidation".
final class Consolidation {
    private static final int SPOT_TO_SPOT_TYPES = 15;

    private final DisruptionRound round;
    private final WhatIf whatIf;
    private final String consolidationType;

    Consolidation(DisruptionRound round, WhatIf whatIf, String consolidationType) {
        this.round = round;
        this.whatIf = whatIf;
        this.consolidationType = consolidationType;
    }

    /// Whether given nodes should go.
    sealed interface Verdict {

        /// They should. The instance types of a replacement are in the order of their prices before it was
        /// narrowed to spot; see [#finished].
        record Go(DisruptionCommand command) implements Verdict {}

        /// They should not.
        record Stay(Refusal why) implements Verdict {}
    }

    /// Judges the removal of all these nodes together.
    Verdict judge(List<Candidate> candidates) {
        return judge(candidates, Collections.emptySortedSet());
    }

    /// Judges the removal of all these nodes together.
    ///
    /// @param closed names of nodes that take no pods, because other commands count on them
    Verdict judge(List<Candidate> candidates, SortedSet<String> closed) {
        return switch (whatIf.without(candidates, closed, true)) {
            case WhatIf.Outcome.Infeasible(var pods) -> new Verdict.Stay(new Refusal.PodsWithoutPlace(pods));
            case WhatIf.Outcome.CandidateDeleting(var node) -> new Verdict.Stay(new Refusal.Leaving(node));
            case WhatIf.Outcome.Feasible(var result) -> judge(candidates, result);
        };
    }

    private Verdict judge(List<Candidate> candidates, SchedulingResult result) {
        List<ProposedNodeClaim> claims = result.newNodeClaims();
        if (claims.isEmpty()) {
            return new Verdict.Go(new DisruptionCommand.Delete(
                    DisruptionReason.UNDERUTILIZED, consolidationType, candidates, result.existing()));
        }
        if (claims.size() > 1) {
            return new Verdict.Stay(new Refusal.TooManyReplacements(claims.size()));
        }
        ProposedNodeClaim claim = claims.getFirst();
        double price = 0;
        for (Candidate candidate : candidates) {
            price += candidate.pricePerHour();
        }
        boolean allSpot = candidates.stream()
                .allMatch(candidate -> candidate.capacityType().equals(LabelKeys.SPOT));
        ValueSet capacityTypes = claim.requirements().values(LabelKeys.CAPACITY_TYPE);
        if (allSpot && capacityTypes.contains(LabelKeys.SPOT)) {
            return spotToSpot(candidates, claim, price, result);
        }
        Requirements requirements = claim.requirements();
        List<InstanceType> cheaper = cheaper(claim.types(), requirements, price);
        Refusal tooFew = tooFew(claim, cheaper, requirements, price);
        if (tooFew != null) {
            return new Verdict.Stay(tooFew);
        }
        if (capacityTypes.contains(LabelKeys.SPOT) && capacityTypes.contains(LabelKeys.ON_DEMAND)) {
            return spotOrOnDemand(candidates, claim, cheaper, price, result);
        }
        return replace(candidates, claim, requirements, cheaper, result);
    }

    /// Where both are possible spot is asked for. Karpenter does so even when none of the types has a spot offering,
    /// so that nothing can be launched; in the default mode only types with such an offering stay in the list, and
    /// where there is none on-demand is asked for.
    private Verdict spotOrOnDemand(
            List<Candidate> candidates,
            ProposedNodeClaim claim,
            List<InstanceType> types,
            double price,
            SchedulingResult result) {
        Requirements spot = only(LabelKeys.SPOT, claim.requirements());
        if (round.options().mode() == DisruptionOptions.Mode.REFERENCE) {
            return replace(candidates, claim, spot, types, result);
        }
        List<InstanceType> launchable = cheaper(types, spot, price);
        Requirements requirements = spot;
        if (launchable.isEmpty()) {
            requirements = only(LabelKeys.ON_DEMAND, claim.requirements());
            launchable = cheaper(types, requirements, price);
        }
        Refusal tooFew = tooFew(claim, launchable, requirements, price);
        return tooFew == null ? replace(candidates, claim, requirements, launchable, result) : new Verdict.Stay(tooFew);
    }

    private Verdict spotToSpot(
            List<Candidate> candidates, ProposedNodeClaim claim, double price, SchedulingResult result) {
        if (!round.options().spotToSpot()) {
            return new Verdict.Stay(new Refusal.SpotToSpotDisabled());
        }
        Requirements requirements = only(LabelKeys.SPOT, claim.requirements());
        List<InstanceType> cheaper = cheaper(claim.types(), requirements, price);
        Refusal tooFew = tooFew(claim, cheaper, requirements, price);
        if (tooFew != null) {
            return new Verdict.Stay(tooFew);
        }
        if (candidates.size() == 1) {
            if (cheaper.size() < SPOT_TO_SPOT_TYPES) {
                return new Verdict.Stay(new Refusal.TooFewSpotTypes(SPOT_TO_SPOT_TYPES, cheaper.size()));
            }
            int needed = SPOT_TO_SPOT_TYPES;
            while (needed < cheaper.size()
                    && tooLittleChoice(claim, cheaper.subList(0, needed), requirements) != null) {
                needed++;
            }
            cheaper = cheaper.subList(0, needed);
        }
        return replace(candidates, claim, requirements, cheaper, result);
    }

    private Verdict replace(
            List<Candidate> candidates,
            ProposedNodeClaim claim,
            Requirements requirements,
            List<InstanceType> types,
            SchedulingResult result) {
        return new Verdict.Go(new DisruptionCommand.Replace(
                DisruptionReason.UNDERUTILIZED,
                consolidationType,
                candidates,
                List.of(narrowed(claim, requirements, types)),
                result.existing()));
    }

    /// Why the cheaper types do not do, null when they do.
    private @Nullable Refusal tooFew(
            ProposedNodeClaim claim, List<InstanceType> cheaper, Requirements requirements, double price) {
        Refusal choice = tooLittleChoice(claim, cheaper, requirements);
        if (choice != null) {
            return choice;
        }
        if (!cheaper.isEmpty()) {
            return null;
        }
        double least = Double.POSITIVE_INFINITY;
        for (InstanceType type : claim.types()) {
            least = Math.min(least, LaunchPrices.worst(type, requirements, wellKnown()));
        }
        return new Refusal.NotCheaper(price, least);
    }

    /// The claim with fewer types, in their order; its price is that of the first of them.
    private ProposedNodeClaim narrowed(ProposedNodeClaim claim, Requirements requirements, List<InstanceType> types) {
        double price = types.isEmpty()
                ? Double.POSITIVE_INFINITY
                : LaunchPrices.cheapest(types.getFirst(), requirements, wellKnown());
        return new ProposedNodeClaim(
                claim.pool(),
                claim.pods(),
                requirements,
                types,
                types.size(),
                claim.requests(),
                price,
                claim.minValues(),
                claim.minValuesRelaxed());
    }

    /// Removing several machines only to launch one of the same type again would better have been done by removing
    /// the others: of the replacement's types those are kept that cost less than the cheapest removed machine of a
    /// type among them. Where none is, those are kept that can be launched at all: a replacement that was narrowed
    /// to spot may list types without a spot offering. Either way `minValues` must still hold.
    Verdict withoutSameType(DisruptionCommand.Replace replace) {
        ProposedNodeClaim claim = replace.replacements().getFirst();
        double limit = Double.POSITIVE_INFINITY;
        for (Candidate candidate : replace.candidates()) {
            for (InstanceType type : claim.types()) {
                if (candidate.type() != null && candidate.type().name().equals(type.name())) {
                    limit = Math.min(limit, candidate.pricePerHour());
                }
            }
        }
        List<InstanceType> types = cheaper(claim.types(), claim.requirements(), limit);
        Refusal choice = tooLittleChoice(claim, types, claim.requirements());
        if (choice != null) {
            return new Verdict.Stay(choice);
        }
        if (types.isEmpty()) {
            return new Verdict.Stay(
                    Double.isInfinite(limit)
                            ? new Refusal.NotCheaper(replace.sourcePrice(), limit)
                            : new Refusal.SameTypeAgain(limit));
        }
        return new Verdict.Go(new DisruptionCommand.Replace(
                replace.reason(),
                replace.consolidationType(),
                replace.candidates(),
                List.of(narrowed(claim, claim.requirements(), types)),
                replace.placements()));
    }

    /// The command as it is to be carried out: the types of a replacement by the price at which they can be
    /// launched now, equal prices by name.
    DisruptionCommand finished(DisruptionCommand command) {
        return switch (command) {
            case DisruptionCommand.Delete delete -> delete;
            case DisruptionCommand.Replace replace ->
                new DisruptionCommand.Replace(
                        replace.reason(),
                        replace.consolidationType(),
                        replace.candidates(),
                        replace.replacements().stream().map(this::byPrice).toList(),
                        replace.placements());
        };
    }

    private ProposedNodeClaim byPrice(ProposedNodeClaim claim) {
        var prices = new TreeMap<String, Double>();
        for (InstanceType type : claim.types()) {
            prices.put(type.name(), LaunchPrices.cheapest(type, claim.requirements(), wellKnown()));
        }
        var types = new ArrayList<>(claim.types());
        types.sort(Comparator.comparing((InstanceType type) -> prices.getOrDefault(type.name(), 0.0))
                .thenComparing(InstanceType::name));
        return narrowed(claim, claim.requirements(), types);
    }

    /// The types of which even the worst launch costs less than the limit, in their order.
    private List<InstanceType> cheaper(List<InstanceType> types, Requirements requirements, double limit) {
        var cheaper = new ArrayList<InstanceType>();
        for (InstanceType type : types) {
            if (LaunchPrices.worst(type, requirements, wellKnown()) < limit) {
                cheaper.add(type);
            }
        }
        return cheaper;
    }

    private Set<String> wellKnown() {
        return round.labels().wellKnown();
    }

    private static Requirements only(String capacityType, Requirements requirements) {
        Requirement present = requirements.get(LabelKeys.CAPACITY_TYPE);
        return requirements.with(new Requirement(
                LabelKeys.CAPACITY_TYPE, ValueSet.only(capacityType), present == null ? null : present.minValues()));
    }

    /// Which `minValues` the types do not meet, null when they meet all. Only values that the requirements admit
    /// count.
    private static @Nullable Refusal tooLittleChoice(
            ProposedNodeClaim claim, List<InstanceType> types, Requirements requirements) {
        for (var minimum : claim.minValues().entrySet()) {
            var values = new TreeSet<String>();
            for (InstanceType type : types) {
                if (type.requirements().values(minimum.getKey()) instanceof ValueSet.Only only) {
                    for (String value : only.values()) {
                        if (requirements.values(minimum.getKey()).contains(value)) {
                            values.add(value);
                        }
                    }
                }
            }
            if (values.size() < minimum.getValue()) {
                return new Refusal.TooLittleChoice(minimum.getKey(), minimum.getValue(), values.size());
            }
        }
        return null;
    }
}
