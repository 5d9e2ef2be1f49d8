package sh.karpenter.providers.aws.failure;

import java.util.List;
import java.util.Set;
import sh.karpenter.core.cloud.LaunchOutcome.FailureKind;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// An answer of AWS that is not success: an exception of the SDK, or one error of a fleet.
///
/// Source: EC2, IAM and SSM API references, "Error codes"; the texts as observed.
///
/// @param code AWS's own, for example `InsufficientInstanceCapacity`; empty when AWS did not answer at all
/// @param message AWS's own words
/// @param fault who is to blame
public record AwsFailure(String code, String message, Fault fault) {

    /// Who is to blame for a failure.
    public enum Fault {
        /// The request.
        REQUEST,
        /// AWS.
        SERVER,
        /// Nothing came back: the network, credentials, a broken client.
        NO_ANSWER
    }

    private static final Set<String> UNFULFILLABLE = Set.of(
            "InsufficientInstanceCapacity",
            "MaxSpotInstanceCountExceeded",
            "VcpuLimitExceeded",
            "UnfulfillableCapacity",
            "Unsupported",
            "InsufficientFreeAddressesInSubnet",
            "MaxFleetCountExceeded",
            "SpotMaxPriceTooLow",
            "ReservationCapacityExceeded",
            "InvalidCapacityReservationState.Unavailable");

    private static final Set<String> NOT_FOUND = Set.of(
            "InvalidCapacityReservationId.NotFound",
            "InvalidInstanceID.NotFound",
            "InvalidLaunchTemplateName.NotFoundException",
            "InvalidLaunchTemplateId.NotFound",
            "QueueDoesNotExist",
            "NoSuchEntity",
            "ParameterNotFound");

    private static final Set<String> THROTTLED =
            Set.of("RequestLimitExceeded", "Throttling", "ThrottlingException", "TooManyRequestsException");

    private static final String SERVICE_LINKED_ROLE = "AuthFailure.ServiceLinkedRoleCreationNotPermitted";

    /// Reads an exception of the SDK.
    public static AwsFailure of(RuntimeException broken) {
        String message = broken.getMessage() == null ? broken.toString() : broken.getMessage();
        if (broken instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
            var details = answer.awsErrorDetails();
            return new AwsFailure(
                    details.errorCode() == null ? "" : details.errorCode(),
                    details.errorMessage() == null ? message : details.errorMessage(),
                    answer.statusCode() >= 500 ? Fault.SERVER : Fault.REQUEST);
        }
        return new AwsFailure("", message, Fault.NO_ANSWER);
    }

    /// One error among the answers of a fleet.
    public static AwsFailure ofFleet(String code, String message) {
        return new AwsFailure(code, message, Fault.REQUEST);
    }

    /// `code: message`, as AWS errors are usually shown.
    public String text() {
        return code.isEmpty() ? message : code + ": " + message;
    }

    /// What went wrong and the way out, for a process that cannot start without AWS.
    public String inOneLine() {
        if (message.startsWith("Unable to load credentials")) {
            return "no credentials are found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a role for"
                    + " the service account";
        }
        String first = text().lines().findFirst().orElse("");
        return first
                + switch (fault) {
                    case REQUEST -> ". Maybe a right is missing, or the credentials are those of another account";
                    case SERVER -> ". Maybe AWS has trouble; start again later";
                    case NO_ANSWER -> ". Maybe the network does not reach AWS, or AWS_ENDPOINT_URL is wrong";
                };
    }

    /// How the core should take it.
    public FailureKind kind() {
        if (throttled()) {
            return FailureKind.THROTTLED;
        }
        return switch (fault) {
            case REQUEST -> FailureKind.REFUSED;
            case SERVER, NO_ANSWER -> FailureKind.UNAVAILABLE;
        };
    }

    /// Whether AWS asks for fewer requests.
    public boolean throttled() {
        return THROTTLED.contains(code);
    }

    /// Whether waiting may help, so that nothing should be concluded from it.
    public boolean transientFault() {
        return throttled() || fault != Fault.REQUEST;
    }

    /// Whether what was asked for does not exist.
    public boolean notFound() {
        return NOT_FOUND.contains(code);
    }

    /// Whether what was to be created exists already.
    public boolean alreadyExists() {
        return code.equals("EntityAlreadyExists") || code.equals("InvalidLaunchTemplateName.AlreadyExistsException");
    }

    /// Whether a dry run would have succeeded.
    public boolean dryRunSucceeded() {
        return code.equals("DryRunOperation");
    }

    /// Whether a permission is missing.
    public boolean unauthorized() {
        return code.equals("UnauthorizedOperation");
    }

    /// Whether a fleet could not be had for want of capacity or quota: another type or zone may do.
    public boolean unfulfillable() {
        return UNFULFILLABLE.contains(code);
    }

    /// Whether the subnet of the request has no free address.
    public boolean subnetFull() {
        return code.equals("InsufficientFreeAddressesInSubnet");
    }

    /// Whether the reservation of the request has no room left.
    public boolean reservationFull() {
        return code.equals("ReservationCapacityExceeded");
    }

    /// Whether spot cannot be used because its service-linked role is missing and may not be created.
    public boolean spotRoleMissing() {
        return code.equals(SERVICE_LINKED_ROLE);
    }

    /// Whether a placement group of strategy spread has its most machines in the zone.
    public boolean spreadGroupFull() {
        return message.contains("limit of instances in this spread placement group");
    }

    /// Whether the launch template named in a request is gone.
    public boolean launchTemplateGone() {
        return code.equals("InvalidLaunchTemplateName.NotFoundException");
    }

    /// Whether the instance profile named in a request does not exist.
    public boolean instanceProfileGone() {
        return code.equals("InvalidParameterValue") && message.contains("Invalid IAM Instance Profile name");
    }

    /// Whether user data is longer than EC2 takes.
    public boolean userDataTooLong() {
        return code.equals("InvalidUserData.Malformed") && message.contains("User data is limited to");
    }

    /// Whether a role to be attached does not exist.
    public boolean roleNotFound() {
        return code.equals("NoSuchEntity") && message.contains("role");
    }

    /// Why a launch failed, in the words that conditions show.
    public LaunchReason launchReason() {
        return LaunchReason.of(List.of(this));
    }
}
