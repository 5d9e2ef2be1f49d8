package sh.karpenter.providers.aws.launch;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.instance.Machine;

/// What EC2 answered to one order.
///
/// @param launched the machine, null when there is none
/// @param errors the choices that EC2 could not or would not serve
record FleetAnswer(@Nullable Launched launched, List<Refusal> errors) {

    FleetAnswer {
        errors = List.copyOf(errors);
    }

    /// A machine that is there, or will be shortly.
    ///
    /// @param id its id
    /// @param type its instance type
    /// @param zone its zone
    /// @param subnet its subnet
    /// @param image its image
    /// @param capacityType how it was bought
    /// @param reservation the reservation that it was launched into, empty for none
    record Launched(
            String id, String type, String zone, String subnet, String image, String capacityType, String reservation) {

        /// A machine that an earlier attempt launched.
        static Launched of(Machine machine) {
            return new Launched(
                    machine.id(),
                    machine.type(),
                    machine.zone(),
                    machine.subnetId(),
                    machine.imageId(),
                    machine.capacityType(),
                    machine.reservation());
        }
    }

    /// One choice that was refused. Fields are empty where EC2 does not name them.
    ///
    /// @param failure EC2's words
    /// @param type instance type
    /// @param zone zone
    /// @param subnet subnet
    /// @param template launch template
    record Refusal(AwsFailure failure, String type, String zone, String subnet, String template) {

        /// A machine fewer than ordered, without a word why.
        static Refusal tooFew() {
            return new Refusal(
                    AwsFailure.ofFleet("InsufficientInstanceCapacity", "too few instances returned"), "", "", "", "");
        }
    }
}
