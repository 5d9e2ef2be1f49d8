package sh.karpenter.kube.api.condition;

/// Reasons of the provider-neutral conditions.
public final class ConditionReasons {
    /// Nobody has looked at the object yet.
    public static final String AWAITING_RECONCILIATION = "AwaitingReconciliation";
    /// Root: a dependent is False.
    public static final String UNHEALTHY_DEPENDENTS = "UnhealthyDependents";
    /// Root: a dependent is Unknown or was observed at another generation.
    public static final String RECONCILING_DEPENDENTS = "ReconcilingDependents";

    /// NodePool `ValidationSucceeded` False; the message lists the errors.
    public static final String NODE_POOL_VALIDATION_FAILED = "NodePoolValidationFailed";
    /// NodePool `NodeClassReady` False: there is no such node class.
    public static final String NODE_CLASS_NOT_FOUND = "NodeClassNotFound";
    /// NodePool `NodeClassReady` False: the node class is being deleted.
    public static final String NODE_CLASS_TERMINATING = "NodeClassTerminating";
    /// NodePool `NodeClassReady` Unknown: the node class does not say whether it is ready.
    public static final String NODE_CLASS_READINESS_UNKNOWN = "NodeClassReadinessUnknown";
    /// NodePool `NodeRegistrationHealthy` False: launched machines did not join.
    public static final String REGISTRATION_FAILED = "RegistrationFailed";

    /// NodePool `DisruptionSettingsReadable` False; the message says which field and why.
    public static final String DISRUPTION_SETTINGS_UNREADABLE = "DisruptionSettingsUnreadable";

    /// NodeClaim `DisruptionReason`, and budgets: pods fit elsewhere or on something cheaper.
    public static final String UNDERUTILIZED = "Underutilized";
    /// NodeClaim `DisruptionReason`, and budgets: no pods to move.
    public static final String EMPTY = "Empty";
    /// NodeClaim `DisruptionReason`, and budgets: no longer what was asked for.
    public static final String DRIFTED = "Drifted";
    /// NodeClaim `DisruptionReason`, and budgets: the node is broken.
    public static final String UNHEALTHY = "Unhealthy";

    /// NodeClaim `Rebooting` True: asked for, not yet issued.
    public static final String REBOOT_REQUESTED = "RebootRequested";
    /// NodeClaim `Rebooting` True: the cloud was told.
    public static final String REBOOT_ISSUED = "RebootIssued";
    /// NodeClaim `Rebooting` False: the machine came back.
    public static final String REBOOT_SUCCEEDED = "RebootSucceeded";
    /// NodeClaim `Rebooting` False: it did not.
    public static final String REBOOT_FAILED = "RebootFailed";
    /// NodeClaim `Initialized` Unknown: between a reboot and the next initialisation.
    public static final String REBOOTING = "Rebooting";

    /// NodeOverlay `ValidationSucceeded` False; the message lists the errors.
    public static final String RUNTIME_VALIDATION = "RuntimeValidation";
    /// NodeOverlay `ValidationSucceeded` False: another overlay of equal weight says something else.
    public static final String CONFLICT = "Conflict";

    /// CapacityBuffer `ReadyForProvisioning` True.
    public static final String RESOLVED = "Resolved";
    /// CapacityBuffer `ReadyForProvisioning` False: there is no such workload.
    public static final String SCALABLE_REF_NOT_FOUND = "ScalableRefNotFound";
    /// CapacityBuffer `ReadyForProvisioning` False: there is no such pod template.
    public static final String POD_TEMPLATE_NOT_FOUND = "PodTemplateNotFound";
    /// CapacityBuffer `ReadyForProvisioning` False: another failure.
    public static final String RESOLUTION_FAILED = "ResolutionFailed";
    /// CapacityBuffer `Provisioning` True.
    public static final String FITS_EXISTING_CAPACITY = "FitsExistingCapacity";
    /// CapacityBuffer `Provisioning` False: nodes must be launched.
    public static final String REQUIRES_NEW_CAPACITY = "RequiresNewCapacity";
    /// CapacityBuffer `Provisioning` False: references are not resolved.
    public static final String NOT_READY_FOR_PROVISIONING = "NotReadyForProvisioning";
    /// CapacityBuffer `Provisioning` False: it asks for nothing.
    public static final String BUFFER_EMPTY = "BufferEmpty";

    private ConditionReasons() {}
}
