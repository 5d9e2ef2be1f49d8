package sh.karpenter.kube.api.aws;

import sh.karpenter.kube.api.condition.ConditionSet;
import sh.karpenter.kube.api.condition.ConditionTypes;

/// Types and reasons of the conditions of an EC2NodeClass.
public final class EC2NodeClassConditions {
    /// Images were found.
    public static final String AMIS_READY = "AMIsReady";
    /// Subnets were found.
    public static final String SUBNETS_READY = "SubnetsReady";
    /// Security groups were found.
    public static final String SECURITY_GROUPS_READY = "SecurityGroupsReady";
    /// The instance profile exists.
    public static final String INSTANCE_PROFILE_READY = "InstanceProfileReady";
    /// The placement group was found, or none is asked for.
    public static final String PLACEMENT_GROUP_READY = "PlacementGroupReady";
    /// Capacity reservations were looked up; only with the feature gate ReservedCapacity.
    public static final String CAPACITY_RESERVATIONS_READY = "CapacityReservationsReady";

    /// No image matches.
    public static final String AMI_NOT_FOUND = "AMINotFound";
    /// The alias cannot serve this version of Kubernetes.
    public static final String UNSUPPORTED_ALIAS = "UnsupportedAlias";
    /// No subnet matches.
    public static final String SUBNETS_NOT_FOUND = "SubnetsNotFound";
    /// No security group matches.
    public static final String SECURITY_GROUPS_NOT_FOUND = "SecurityGroupsNotFound";
    /// There is no such placement group.
    public static final String PLACEMENT_GROUP_NOT_FOUND = "PlacementGroupNotFound";
    /// The placement group could not be looked up.
    public static final String PLACEMENT_GROUP_RESOLUTION_FAILED = "PlacementGroupResolutionFailed";
    /// The cluster's service range could not be looked up.
    public static final String CLUSTER_CIDR_RESOLUTION_FAILED = "ClusterCIDRResolutionFailed";
    /// The kubelet block is wrong; the message lists all violations.
    public static final String INVALID_KUBELET_CONFIGURATION = "InvalidKubeletConfiguration";
    /// Expressions are used without the feature gate NodeClassCEL.
    public static final String KUBELET_EXPRESSIONS_DISABLED = "KubeletExpressionsDisabled";
    /// An expression does not compile.
    public static final String KUBELET_EXPRESSION_INVALID = "KubeletExpressionInvalid";
    /// An expression fails for an instance type.
    public static final String KUBELET_EXPRESSION_EVALUATION_FAILED = "KubeletExpressionEvaluationFailed";
    /// The image family cannot take the kubelet settings.
    public static final String UNSUPPORTED_KUBELET_CONFIGURATION = "UnsupportedKubeletConfiguration";
    /// The GPU sharing annotation is not understood.
    public static final String NVIDIA_CONSUMABLE_CAPACITY_INVALID = "NVIDIAConsumableCapacityInvalid";
    /// GPU sharing is asked for without its feature gate.
    public static final String DRA_DISABLED = "DRADisabled";
    /// Waiting for images, instance profile, groups or subnets.
    public static final String DEPENDENCIES_NOT_READY = "DependenciesNotReady";
    /// Tags use keys that are managed by Karpenter.
    public static final String TAG_VALIDATION_FAILED = "TagValidationFailed";
    /// The dry run of CreateLaunchTemplate was refused.
    public static final String CREATE_LAUNCH_TEMPLATE_AUTH_CHECK_FAILED = "CreateLaunchTemplateAuthCheckFailed";
    /// The dry run of CreateFleet was refused.
    public static final String CREATE_FLEET_AUTH_CHECK_FAILED = "CreateFleetAuthCheckFailed";
    /// The dry run of RunInstances was refused.
    public static final String RUN_INSTANCES_AUTH_CHECK_FAILED = "RunInstancesAuthCheckFailed";
    /// The user data is too large.
    public static final String USER_DATA_SIZE_LIMIT_EXCEEDED = "UserDataSizeLimitExceeded";
    /// A public address is asked for machines with several network interfaces, which EC2 does not give. Our own
    /// reason.
    public static final String PUBLIC_ADDRESS_NOT_POSSIBLE = "PublicAddressNotPossible";
    /// There is no such instance profile.
    public static final String INSTANCE_PROFILE_NOT_FOUND = "InstanceProfileNotFound";

    private EC2NodeClassConditions() {}

    /// The condition set of the kind.
    ///
    /// @param reservedCapacity whether the feature gate ReservedCapacity is on
    public static ConditionSet set(boolean reservedCapacity) {
        return reservedCapacity
                ? ConditionSet.ready(
                        AMIS_READY,
                        CAPACITY_RESERVATIONS_READY,
                        PLACEMENT_GROUP_READY,
                        SUBNETS_READY,
                        SECURITY_GROUPS_READY,
                        INSTANCE_PROFILE_READY,
                        ConditionTypes.VALIDATION_SUCCEEDED)
                : ConditionSet.ready(
                        AMIS_READY,
                        PLACEMENT_GROUP_READY,
                        SUBNETS_READY,
                        SECURITY_GROUPS_READY,
                        INSTANCE_PROFILE_READY,
                        ConditionTypes.VALIDATION_SUCCEEDED);
    }
}
