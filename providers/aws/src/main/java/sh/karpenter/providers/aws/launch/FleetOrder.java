package sh.karpenter.providers.aws.launch;

import java.util.List;
import java.util.SequencedMap;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.tag.ResourceTags;

/// What EC2 is asked for: one machine out of these. Equal orders can share a request.
///
/// @param purchase how it is bought
/// @param prioritized whether EC2 minds our prices instead of its own, because a user adjusted them
/// @param context passed on to EC2, empty for none
/// @param configs the choices
/// @param placementGroup id of the placement group that the machine goes into, empty for none
/// @param zoneIds zone id per zone, as far as they are known
/// @param tags of machine, volumes and fleet
record FleetOrder(
        Purchase purchase,
        boolean prioritized,
        String context,
        List<Config> configs,
        String placementGroup,
        SequencedMap<String, String> zoneIds,
        ResourceTags tags) {

    FleetOrder {
        configs = List.copyOf(configs);
    }

    /// How machines are bought.
    enum Purchase {
        SPOT,
        ON_DEMAND,
        DEFAULT_RESERVATION,
        INTERRUPTIBLE_RESERVATION,
        CAPACITY_BLOCK;

        /// The purchase of an offering.
        static Purchase of(Offering offering) {
            return switch (offering.capacityType()) {
                case LabelKeys.SPOT -> SPOT;
                case LabelKeys.RESERVED -> {
                    if (NarrowedTypes.value(offering, AwsLabels.RESERVATION_TYPE)
                            .equals("capacity-block")) {
                        yield CAPACITY_BLOCK;
                    }
                    yield NarrowedTypes.value(offering, AwsLabels.RESERVATION_INTERRUPTIBLE)
                                    .equals("true")
                            ? INTERRUPTIBLE_RESERVATION
                            : DEFAULT_RESERVATION;
                }
                default -> ON_DEMAND;
            };
        }

        /// The value of the label `karpenter.sh/capacity-type`.
        String capacityType() {
            return switch (this) {
                case SPOT -> LabelKeys.SPOT;
                case ON_DEMAND -> LabelKeys.ON_DEMAND;
                case DEFAULT_RESERVATION, INTERRUPTIBLE_RESERVATION, CAPACITY_BLOCK -> LabelKeys.RESERVED;
            };
        }
    }

    /// The choices under one launch template.
    ///
    /// @param template its name
    /// @param reservation the capacity reservation that the template names, empty for none
    /// @param places type and place, in order
    record Config(String template, String reservation, List<Place> places) {
        Config {
            places = List.copyOf(places);
        }
    }

    /// One choice.
    ///
    /// @param type instance type
    /// @param zone zone
    /// @param subnet subnet in that zone
    /// @param image image
    /// @param price what it costs per hour, by which EC2 may order the choices
    record Place(String type, String zone, String subnet, String image, double price) {}

    /// The reservation that a choice was to be launched into, empty for none.
    ///
    /// @param template name of its launch template; EC2 does not always tell it, then the place decides
    String reservationOf(String template, String type, String zone) {
        for (Config config : configs) {
            boolean same = template.isEmpty()
                    ? config.places().stream()
                            .anyMatch(place ->
                                    place.type().equals(type) && place.zone().equals(zone))
                    : config.template().equals(template);
            if (same) {
                return config.reservation();
            }
        }
        return "";
    }
}
