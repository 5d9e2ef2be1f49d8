package sh.karpenter.providers.aws.launch;

import java.util.List;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.failure.LaunchReason;
import sh.karpenter.providers.aws.launch.FleetAnswer.Refusal;
import sh.karpenter.providers.aws.metrics.ProviderMeters;
import sh.karpenter.providers.aws.offering.ReservationCounts;
import sh.karpenter.providers.aws.offering.UnavailableOfferings;
import sh.karpenter.providers.aws.subnet.FreeAddresses;

/// Learns from what a fleet could not serve, so that the next plan does not ask for it again.
final class FleetErrors {
    private final UnavailableOfferings unavailable;
    private final ReservationCounts counts;
    private final FreeAddresses addresses;
    private final ProviderMeters meters;

    FleetErrors(
            UnavailableOfferings unavailable,
            ReservationCounts counts,
            FreeAddresses addresses,
            ProviderMeters meters) {
        this.unavailable = unavailable;
        this.counts = counts;
        this.addresses = addresses;
        this.meters = meters;
    }

    /// Takes note of the errors of an answer.
    void learn(FleetOrder order, List<Refusal> errors) {
        for (Refusal refusal : errors) {
            meters.launchFailed(
                    refusal.zone(),
                    order.zoneIds().getOrDefault(refusal.zone(), ""),
                    order.purchase().capacityType(),
                    refusal.failure().launchReason().reason());
            learn(order, refusal);
        }
    }

    private void learn(FleetOrder order, Refusal refusal) {
        AwsFailure failure = refusal.failure();
        if (failure.subnetFull() && !refusal.subnet().isEmpty()) {
            unavailable.markSubnet(refusal.subnet());
            addresses.exhausted(refusal.subnet());
        }
        if (failure.spotRoleMissing()) {
            unavailable.markCapacityType(LabelKeys.SPOT);
        }
        if (refusal.type().isEmpty() || refusal.zone().isEmpty()) {
            return;
        }
        switch (order.purchase()) {
            case SPOT, ON_DEMAND -> bought(order, refusal);
            case DEFAULT_RESERVATION, INTERRUPTIBLE_RESERVATION, CAPACITY_BLOCK -> {
                String reservation = order.reservationOf(refusal.template(), refusal.type(), refusal.zone());
                if (failure.reservationFull()) {
                    counts.exhausted(reservation);
                } else if (failure.unfulfillable()) {
                    unavailable.markReservation(refusal.type(), refusal.zone(), reservation);
                }
            }
        }
    }

    private void bought(FleetOrder order, Refusal refusal) {
        String capacityType = order.purchase().capacityType();
        String group = order.placementGroup();
        if (!group.isEmpty() && refusal.failure().spreadGroupFull()) {
            // The group has its most machines in that zone, of whatever type.
            order.configs().stream()
                    .flatMap(config -> config.places().stream())
                    .map(FleetOrder.Place::type)
                    .distinct()
                    .forEach(type -> unavailable.markInPlacementGroup(capacityType, type, refusal.zone(), group));
        } else if (refusal.failure().unfulfillable() && group.isEmpty()) {
            unavailable.markOffering(capacityType, refusal.type(), refusal.zone());
        } else if (refusal.failure().unfulfillable()) {
            unavailable.markInPlacementGroup(capacityType, refusal.type(), refusal.zone(), group);
        }
    }

    /// What an answer without machine means for the claim.
    static LaunchOutcome outcome(List<Refusal> errors) {
        List<AwsFailure> failures = errors.stream().map(Refusal::failure).toList();
        LaunchReason reason = LaunchReason.of(failures);
        boolean nothingToBeHad =
                failures.stream().allMatch(failure -> failure.unfulfillable() || failure.spotRoleMissing());
        return nothingToBeHad
                ? new LaunchOutcome.InsufficientCapacity("with fleet error(s), " + reason.message())
                : new LaunchOutcome.Failed(
                        failures.stream().anyMatch(AwsFailure::transientFault)
                                ? LaunchOutcome.FailureKind.UNAVAILABLE
                                : LaunchOutcome.FailureKind.REFUSED,
                        reason.reason(),
                        reason.message());
    }
}
