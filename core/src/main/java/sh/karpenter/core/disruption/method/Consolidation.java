package sh.karpenter.core.disruption.method;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.LaunchPrices;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.node.DisruptionPolicy.ConsolidationPolicy;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.result.SchedulingResult;

/// What consolidation of one node and of several have in common: whether removing given nodes works out and pays.
///
/// 1. Think the nodes away; every pod must find a place.
/// 2. Nothing to launch: delete them. More than one machine to launch: no.
/// 3. One to launch: keep the instance types of which even the worst launch costs less than the nodes together,
///    and among those that
///    are left `minValues` must hold. None left: no.
/// 4. Spot for spot is its own rule, because the cheapest spot offering is often the next to be taken away: it
///    needs the feature gate,
///    and for a single node at least 15 cheaper types, of which the cheapest 15 are asked for.
/// 5. Where spot and on-demand are both possible, spot is asked for: only it was compared.
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

        /// They should.
        record Go(DisruptionCommand command) implements Verdict {}

        /// They should not.
        ///
        /// @param reason for people; empty when there is nothing to tell
        record Stay(String reason) implements Verdict {}
    }

    /// Why consolidation does not look at a candidate, null when it does, empty when there is nothing to tell.
    static @Nullable String ineligible(Candidate candidate) {
        if (candidate.pool().isStatic()) {
            return "";
        }
        if (candidate.type() == null) {
            return "Instance Type \"" + candidate.node().labels().getOrDefault(LabelKeys.INSTANCE_TYPE, "")
                    + "\" not found";
        }
        if (candidate.capacityType().isEmpty()) {
            return "Node does not have label \"" + LabelKeys.CAPACITY_TYPE + "\"";
        }
        if (candidate.zone().isEmpty()) {
            return "Node does not have label \"" + LabelKeys.ZONE + "\"";
        }
        if (candidate.pool().disruption().consolidateAfter() == null) {
            return disabled(candidate);
        }
        if (candidate.empty()) {
            return "";
        }
        if (candidate.pool().disruption().consolidationPolicy() == ConsolidationPolicy.WHEN_EMPTY) {
            return "NodePool \"" + candidate.pool().name()
                    + "\" has consolidation policy WhenEmpty, but node is not empty";
        }
        return candidate.claim().is("Consolidatable") ? null : "";
    }

    static String disabled(Candidate candidate) {
        return "NodePool \"" + candidate.pool().name() + "\" has consolidation disabled";
    }

    /// The candidates, in their order, as far as the budgets of their pools reach.
    static List<Candidate> withinBudgets(List<Candidate> candidates, DisruptionBudgets budgets) {
        var left = new TreeMap<>(budgets.allowed());
        var within = new ArrayList<Candidate>();
        for (Candidate candidate : candidates) {
            int allowed = left.getOrDefault(candidate.pool().name(), 0);
            if (allowed > 0) {
                left.put(candidate.pool().name(), allowed - 1);
                within.add(candidate);
            }
        }
        return within;
    }

    /// Judges the removal of all these nodes together.
    Verdict judge(List<Candidate> candidates) {
        return switch (whatIf.without(candidates, true)) {
            case WhatIf.Outcome.Infeasible infeasible -> new Verdict.Stay(capitalized(infeasible.message()));
            case WhatIf.Outcome.CandidateDeleting _ -> new Verdict.Stay("");
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
            return new Verdict.Stay("Can't remove without creating " + claims.size() + " candidates");
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
        if (cheaper.isEmpty()) {
            return new Verdict.Stay("Can't replace with a cheaper node");
        }
        String shortfall = minValuesShortfall(claim, cheaper, requirements);
        if (shortfall != null) {
            return new Verdict.Stay("Filtering by price: " + shortfall);
        }
        if (capacityTypes.contains(LabelKeys.SPOT) && capacityTypes.contains(LabelKeys.ON_DEMAND)) {
            requirements = onlySpot(requirements);
        }
        return replace(candidates, claim, requirements, cheaper, result);
    }

    private Verdict spotToSpot(
            List<Candidate> candidates, ProposedNodeClaim claim, double price, SchedulingResult result) {
        if (!round.options().spotToSpot()) {
            return new Verdict.Stay("SpotToSpotConsolidation is disabled, can't replace a spot node with a spot node");
        }
        Requirements requirements = onlySpot(claim.requirements());
        List<InstanceType> cheaper = cheaper(claim.types(), requirements, price);
        if (cheaper.isEmpty()) {
            return new Verdict.Stay("Can't replace with a cheaper node");
        }
        String shortfall = minValuesShortfall(claim, cheaper, requirements);
        if (shortfall != null) {
            return new Verdict.Stay("Filtering by price: " + shortfall);
        }
        if (candidates.size() == 1) {
            if (cheaper.size() < SPOT_TO_SPOT_TYPES) {
                return new Verdict.Stay("SpotToSpotConsolidation requires " + SPOT_TO_SPOT_TYPES
                        + " cheaper instance type options than the current candidate to consolidate, got "
                        + cheaper.size());
            }
            int needed = SPOT_TO_SPOT_TYPES;
            while (needed < cheaper.size()
                    && minValuesShortfall(claim, cheaper.subList(0, needed), requirements) != null) {
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

    /// The claim with fewer types, priced anew.
    ProposedNodeClaim narrowed(ProposedNodeClaim claim, Requirements requirements, List<InstanceType> types) {
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

    /// The types of which even the worst launch costs less than the limit, in their order.
    List<InstanceType> cheaper(List<InstanceType> types, Requirements requirements, double limit) {
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

    private static Requirements onlySpot(Requirements requirements) {
        Requirement present = requirements.get(LabelKeys.CAPACITY_TYPE);
        return requirements.with(new Requirement(
                LabelKeys.CAPACITY_TYPE, ValueSet.only(LabelKeys.SPOT), present == null ? null : present.minValues()));
    }

    /// Which `minValues` the types do not meet, null when they meet all. Only values that the requirements admit
    /// count.
    static @Nullable String minValuesShortfall(
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
                return "minValues requirement is not met for label(s) (label(s)=["
                        + String.join(" ", Collections.singleton(minimum.getKey())) + "])";
            }
        }
        return null;
    }

    private static String capitalized(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
