package sh.karpenter.providers.aws.failure;

import java.util.LinkedHashSet;
import java.util.List;

/// Why a launch failed, for a claim's condition.
///
/// @param reason CamelCase
/// @param message what it means, then AWS's own words
public record LaunchReason(String reason, String message) {

    private static final List<String> DENIED = List.of("UnauthorizedOperation", "AccessDenied", "AuthFailure");

    /// The first rule whose texts all occur decides; each group of alternatives needs one of its texts.
    private static final List<Rule> RULES = List.of(
            rule(
                    "SpotSLRCreationFailed",
                    "the service-linked role for spot is missing and may not be created",
                    "AuthFailure.ServiceLinkedRoleCreationNotPermitted"),
            denied(
                    "Unauthorized",
                    "a permissions boundary denies it",
                    "with an explicit deny in a permissions boundary"),
            denied(
                    "Unauthorized",
                    "a service control policy denies it",
                    "with an explicit deny in a service control policy"),
            denied("AMIAuthorizationFailure", "the image may not be used by this account", "Not authorized for images"),
            denied("Unauthorized", "no identity-based policy allows it", ""),
            rule(
                    "SecurityGroupSubnetVPCMismatch",
                    "security groups and subnets are in different VPCs",
                    "InvalidParameter",
                    "belong to different networks"),
            rule(
                    "InstanceProfileNameInvalid",
                    "the instance profile of the node class does not exist",
                    "iamInstanceProfile.name is invalid"),
            rule("LaunchTemplateNotFound", "the launch template is gone", "InvalidLaunchTemplateId.NotFound"),
            rule("UserDataSizeLimitExceeded", "user data is longer than EC2 takes", "User data is limited to"),
            rule("InvalidAMIID", "the image id is malformed", "InvalidAMIID.Malformed"),
            rule("AMINotFound", "the image does not exist or is not shared with us", "InvalidAMIID.NotFound"),
            rule("RequestLimitExceeded", "AWS asks for fewer requests", "RequestLimitExceeded"),
            rule("InternalError", "AWS has an internal error", "InternalError"),
            rule("FreeTierIneligible", "the instance type is not in the free tier", "not eligible for Free Tier"),
            rule("FleetQuotaExceeded", "the quota of fleets is used up", "MaxFleetCountExceeded"),
            rule(
                    "AccountPendingVerification",
                    "AWS is still verifying the account for this region",
                    "PendingVerification"),
            rule("SpotQuotaExceeded", "the quota of spot machines is used up", "MaxSpotInstanceCountExceeded"),
            rule("VCPULimitExceeded", "the quota of vCPUs is used up", "VcpuLimitExceeded"),
            rule(
                    "InsufficientFreeAddressesInSubnet",
                    "the subnet has no free addresses",
                    "InsufficientFreeAddressesInSubnet"));

    /// Classifies everything that AWS said about one launch.
    public static LaunchReason of(List<AwsFailure> failures) {
        var texts = new LinkedHashSet<String>();
        failures.forEach(failure -> texts.add(failure.text()));
        String text = String.join(", ", texts);
        for (Rule rule : RULES) {
            if (rule.matches(text)) {
                return new LaunchReason(rule.reason(), rule.meaning() + ": " + text);
            }
        }
        return new LaunchReason("LaunchFailed", text);
    }

    private static Rule rule(String reason, String meaning, String... texts) {
        return new Rule(reason, meaning, List.of(), List.of(texts));
    }

    private static Rule denied(String reason, String meaning, String text) {
        return new Rule(reason, meaning, DENIED, List.of(text));
    }

    private record Rule(String reason, String meaning, List<String> oneOf, List<String> all) {
        boolean matches(String text) {
            return all.stream().allMatch(text::contains)
                    && (oneOf.isEmpty() || oneOf.stream().anyMatch(text::contains));
        }
    }
}
