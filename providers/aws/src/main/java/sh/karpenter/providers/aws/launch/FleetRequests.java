package sh.karpenter.providers.aws.launch;

import java.util.List;
import java.util.stream.Stream;
import sh.karpenter.providers.aws.tag.ResourceTags;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.DefaultTargetCapacityType;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateConfigRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverridesRequest;
import software.amazon.awssdk.services.ec2.model.FleetOnDemandAllocationStrategy;
import software.amazon.awssdk.services.ec2.model.FleetReservationType;
import software.amazon.awssdk.services.ec2.model.FleetType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.SpotAllocationStrategy;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/// An order in the words of EC2's CreateFleet. Pure.
final class FleetRequests {
    private FleetRequests() {}

    /// The request for several machines of the same order, without token.
    ///
    /// @param tags of machines, volumes and fleet
    static CreateFleetRequest of(FleetOrder order, int machines, ResourceTags tags) {
        var request = CreateFleetRequest.builder()
                .type(FleetType.INSTANT)
                .launchTemplateConfigs(
                        order.configs().stream().map(FleetRequests::config).toList())
                .targetCapacitySpecification(target ->
                        target.totalTargetCapacity(machines).defaultTargetCapacityType(target(order.purchase())))
                .tagSpecifications(tagSpecifications(tags));
        if (!order.context().isEmpty()) {
            request.context(order.context());
        }
        switch (order.purchase()) {
            case SPOT ->
                request.spotOptions(spot -> spot.allocationStrategy(
                        order.prioritized()
                                ? SpotAllocationStrategy.CAPACITY_OPTIMIZED_PRIORITIZED
                                : SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED));
            case ON_DEMAND, DEFAULT_RESERVATION ->
                request.onDemandOptions(onDemand -> onDemand.allocationStrategy(
                        order.prioritized()
                                ? FleetOnDemandAllocationStrategy.PRIORITIZED
                                : FleetOnDemandAllocationStrategy.LOWEST_PRICE));
            case INTERRUPTIBLE_RESERVATION ->
                request.reservedCapacityOptions(
                        reserved -> reserved.reservationTypes(FleetReservationType.INTERRUPTIBLE_CAPACITY_RESERVATION));
            case CAPACITY_BLOCK -> {
                // a capacity block has no options
            }
        }
        return request.build();
    }

    /// The tags of everything that a fleet creates.
    static List<TagSpecification> tagSpecifications(ResourceTags tags) {
        return Stream.of(ResourceType.INSTANCE, ResourceType.VOLUME, ResourceType.FLEET)
                .map(type -> TagSpecification.builder()
                        .resourceType(type)
                        .tags(tags.forEc2())
                        .build())
                .toList();
    }

    private static DefaultTargetCapacityType target(FleetOrder.Purchase purchase) {
        return switch (purchase) {
            case SPOT -> DefaultTargetCapacityType.SPOT;
            case ON_DEMAND, DEFAULT_RESERVATION -> DefaultTargetCapacityType.ON_DEMAND;
            case INTERRUPTIBLE_RESERVATION -> DefaultTargetCapacityType.RESERVED_CAPACITY;
            case CAPACITY_BLOCK -> DefaultTargetCapacityType.CAPACITY_BLOCK;
        };
    }

    private static FleetLaunchTemplateConfigRequest config(FleetOrder.Config config) {
        return FleetLaunchTemplateConfigRequest.builder()
                .launchTemplateSpecification(template ->
                        template.launchTemplateName(config.template()).version("$Latest"))
                .overrides(config.places().stream().map(FleetRequests::override).toList())
                .build();
    }

    private static FleetLaunchTemplateOverridesRequest override(FleetOrder.Place place) {
        return FleetLaunchTemplateOverridesRequest.builder()
                .instanceType(place.type())
                .availabilityZone(place.zone())
                .subnetId(place.subnet())
                .imageId(place.image())
                .priority(place.price())
                .build();
    }
}
