package sh.karpenter.providers.aws.readiness;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.aws.EC2NodeClassConditions;
import sh.karpenter.kube.api.aws.EC2NodeClassSpec;
import sh.karpenter.kube.api.aws.EC2NodeClassStatus;
import sh.karpenter.kube.api.aws.ResolvedCapacityReservation;
import sh.karpenter.kube.api.aws.ResolvedSecurityGroup;
import sh.karpenter.kube.api.aws.ResolvedSubnet;
import sh.karpenter.kube.api.condition.ConditionSubject;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.api.condition.Conditions;
import sh.karpenter.kube.mapping.WireJson;
import sh.karpenter.providers.aws.ami.AmiOutcome;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.nodeclass.PlacementGroup;
import sh.karpenter.providers.aws.subnet.Subnet;

/// What was seen at AWS, as the status of a node class. Pure.
///
/// A look that failed changes nothing: what was found before stays, with its conditions. What was not found is
/// taken out of the status, and its condition says which selector matched nothing.
final class Readiness {
    private static final Duration SOON = Duration.ofMinutes(1);

    private Readiness() {}

    /// Everything that was looked for.
    ///
    /// @param amis images
    /// @param subnets subnets, those with most free addresses first
    /// @param groups security groups
    /// @param reservations capacity reservations; null when they are not minded
    /// @param placementGroup the placement group, empty when the selector matches none; not looked at without
    ///     selector
    /// @param profile name of the instance profile
    record Lookups(
            Seen<AmiOutcome> amis,
            Seen<List<Subnet>> subnets,
            Seen<List<ResolvedSecurityGroup>> groups,
            @Nullable Seen<List<ResolvedCapacityReservation>> reservations,
            Seen<Optional<PlacementGroup>> placementGroup,
            Seen<String> profile) {

        /// The looks that failed.
        List<AwsFailure> failures() {
            var failures = new ArrayList<AwsFailure>();
            for (Seen<?> seen : Arrays.asList(amis, subnets, groups, reservations, placementGroup, profile)) {
                if (seen instanceof Seen.Failure<?>(var failure)) {
                    failures.add(failure);
                }
            }
            return failures;
        }
    }

    /// Says which selector found nothing, as it stands in the manifest.
    private static String noneMatches(String field, Object selector, String what) {
        return "no " + what + " matches spec." + field + " " + WireJson.write(selector);
    }

    /// How long to wait before looking again.
    static Duration lookAgain() {
        return SOON;
    }

    /// The status after the looks.
    static EC2NodeClassStatus looked(
            ConditionSubject subject, EC2NodeClassSpec spec, EC2NodeClassStatus before, Lookups lookups, Instant now) {
        boolean minded = lookups.reservations() != null;
        var state = new State(before, EC2NodeClassConditions.set(minded).of(subject, before.conditions(), now), now);
        state.amis(spec, lookups.amis());
        state.reservations(lookups.reservations());
        state.placementGroup(spec, lookups.placementGroup());
        state.subnets(spec, lookups.subnets());
        state.groups(spec, lookups.groups());
        state.profile(lookups.profile());
        return state.status();
    }

    /// The status after the validation.
    ///
    /// @param reservations whether capacity reservations are minded
    static EC2NodeClassStatus validated(
            ConditionSubject subject, EC2NodeClassStatus looked, Verdict verdict, boolean reservations, Instant now) {
        Conditions conditions = EC2NodeClassConditions.set(reservations).of(subject, looked.conditions(), now);
        String type = ConditionTypes.VALIDATION_SUCCEEDED;
        Conditions after = switch (verdict) {
            case Verdict.Succeeded _ -> conditions.withTrue(type, now);
            case Verdict.Refused(var reason, var message) -> conditions.withFalse(type, reason, message, now);
            case Verdict.Waiting(var known, var message) ->
                known
                        ? conditions.withFalse(type, EC2NodeClassConditions.DEPENDENCIES_NOT_READY, message, now)
                        : conditions.withUnknown(type, EC2NodeClassConditions.DEPENDENCIES_NOT_READY, message, now);
            case Verdict.NoAnswer _ -> conditions;
        };
        return with(looked, after);
    }

    private static EC2NodeClassStatus with(EC2NodeClassStatus status, Conditions conditions) {
        return new EC2NodeClassStatus(
                status.subnets(),
                status.securityGroups(),
                status.capacityReservations(),
                status.amis(),
                status.instanceProfile(),
                conditions.list());
    }

    /// A status that is being put together.
    private static final class State {
        private final Instant now;
        private EC2NodeClassStatus status;
        private Conditions conditions;

        State(EC2NodeClassStatus status, Conditions conditions, Instant now) {
            this.status = status;
            this.conditions = conditions;
            this.now = now;
        }

        EC2NodeClassStatus status() {
            return with(status, conditions);
        }

        void amis(EC2NodeClassSpec spec, Seen<AmiOutcome> seen) {
            switch (seen) {
                case Seen.Answer(AmiOutcome.Found(var amis)) -> {
                    status = new EC2NodeClassStatus(
                            status.subnets(),
                            status.securityGroups(),
                            status.capacityReservations(),
                            amis.isEmpty() ? null : amis,
                            status.instanceProfile(),
                            null);
                    found(
                            !amis.isEmpty(),
                            EC2NodeClassConditions.AMIS_READY,
                            EC2NodeClassConditions.AMI_NOT_FOUND,
                            noneMatches("amiSelectorTerms", spec.amiSelectorTerms(), "image"));
                }
                case Seen.Answer(AmiOutcome.UnsupportedAlias(var message)) ->
                    conditions = conditions.withFalse(
                            EC2NodeClassConditions.AMIS_READY, EC2NodeClassConditions.UNSUPPORTED_ALIAS, message, now);
                case Seen.Failure<AmiOutcome> _ -> {
                    // what was found before holds
                }
            }
        }

        void subnets(EC2NodeClassSpec spec, Seen<List<Subnet>> seen) {
            if (seen instanceof Seen.Answer<List<Subnet>>(var subnets)) {
                List<ResolvedSubnet> resolved = subnets.stream()
                        .map(subnet -> new ResolvedSubnet(
                                subnet.id(), subnet.zone(), subnet.zoneId().isEmpty() ? null : subnet.zoneId()))
                        .toList();
                status = new EC2NodeClassStatus(
                        resolved.isEmpty() ? null : resolved,
                        status.securityGroups(),
                        status.capacityReservations(),
                        status.amis(),
                        status.instanceProfile(),
                        null);
                found(
                        !resolved.isEmpty(),
                        EC2NodeClassConditions.SUBNETS_READY,
                        EC2NodeClassConditions.SUBNETS_NOT_FOUND,
                        noneMatches("subnetSelectorTerms", spec.subnetSelectorTerms(), "subnet"));
            }
        }

        void groups(EC2NodeClassSpec spec, Seen<List<ResolvedSecurityGroup>> seen) {
            if (seen instanceof Seen.Answer<List<ResolvedSecurityGroup>>(var groups)) {
                status = new EC2NodeClassStatus(
                        status.subnets(),
                        groups.isEmpty() ? null : groups,
                        status.capacityReservations(),
                        status.amis(),
                        status.instanceProfile(),
                        null);
                found(
                        !groups.isEmpty(),
                        EC2NodeClassConditions.SECURITY_GROUPS_READY,
                        EC2NodeClassConditions.SECURITY_GROUPS_NOT_FOUND,
                        noneMatches("securityGroupSelectorTerms", spec.securityGroupSelectorTerms(), "security group"));
            }
        }

        /// Reservations that are not minded are forgotten, so that nothing is planned with them.
        void reservations(@Nullable Seen<List<ResolvedCapacityReservation>> seen) {
            if (seen == null) {
                status = new EC2NodeClassStatus(
                        status.subnets(), status.securityGroups(), null, status.amis(), status.instanceProfile(), null);
                conditions = conditions.without(EC2NodeClassConditions.CAPACITY_RESERVATIONS_READY);
            } else if (seen instanceof Seen.Answer<List<ResolvedCapacityReservation>>(var reservations)) {
                status = new EC2NodeClassStatus(
                        status.subnets(),
                        status.securityGroups(),
                        reservations.isEmpty() ? null : reservations,
                        status.amis(),
                        status.instanceProfile(),
                        null);
                conditions = conditions.withTrue(EC2NodeClassConditions.CAPACITY_RESERVATIONS_READY, now);
            }
        }

        void placementGroup(EC2NodeClassSpec spec, Seen<Optional<PlacementGroup>> seen) {
            String type = EC2NodeClassConditions.PLACEMENT_GROUP_READY;
            var selector = spec.placementGroupSelector();
            if (selector == null) {
                conditions = conditions.withTrue(type, now);
                return;
            }
            switch (seen) {
                case Seen.Answer(var group) ->
                    found(
                            group.isPresent(),
                            type,
                            EC2NodeClassConditions.PLACEMENT_GROUP_NOT_FOUND,
                            noneMatches("placementGroupSelector", selector, "available placement group"));
                case Seen.Failure(var failure) ->
                    conditions = conditions.withFalse(
                            type, EC2NodeClassConditions.PLACEMENT_GROUP_RESOLUTION_FAILED, failure.text(), now);
            }
        }

        void profile(Seen<String> seen) {
            switch (seen) {
                case Seen.Answer(var profile) -> {
                    status = new EC2NodeClassStatus(
                            status.subnets(),
                            status.securityGroups(),
                            status.capacityReservations(),
                            status.amis(),
                            profile,
                            null);
                    conditions = conditions.withTrue(EC2NodeClassConditions.INSTANCE_PROFILE_READY, now);
                }
                case Seen.Failure(var failure) -> {
                    if (!failure.transientFault()) {
                        conditions = conditions.withFalse(
                                EC2NodeClassConditions.INSTANCE_PROFILE_READY,
                                failure.launchReason().reason(),
                                failure.text(),
                                now);
                    }
                }
            }
        }

        private void found(boolean any, String type, String reason, String message) {
            conditions = any ? conditions.withTrue(type, now) : conditions.withFalse(type, reason, message, now);
        }
    }
}
