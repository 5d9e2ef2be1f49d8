package sh.karpenter.kube.api.condition;

/// Types of conditions that Karpenter writes or reads.
public final class ConditionTypes {
    /// Root of every kind: the object is as it should be.
    public static final String READY = "Ready";

    /// NodePool, NodeOverlay, EC2NodeClass: the object passed the checks that the API server cannot make.
    public static final String VALIDATION_SUCCEEDED = "ValidationSucceeded";
    /// NodePool: its node class exists and is ready.
    public static final String NODE_CLASS_READY = "NodeClassReady";
    /// NodePool: nodes launched lately did join. Independent of `Ready`.
    public static final String NODE_REGISTRATION_HEALTHY = "NodeRegistrationHealthy";

    /// NodePool: its disruption settings can be read. Ours, not Karpenter's: False while they cannot, absent
    /// otherwise. Independent of `Ready`: machines are launched, but none is disrupted voluntarily.
    public static final String DISRUPTION_SETTINGS_READABLE = "DisruptionSettingsReadable";

    /// NodeClaim: the machine was launched.
    public static final String LAUNCHED = "Launched";
    /// NodeClaim: the machine joined as a Node.
    public static final String REGISTERED = "Registered";
    /// NodeClaim: the Node is ready and has all its resources.
    public static final String INITIALIZED = "Initialized";
    /// NodeClaim: free of pod changes for long enough that consolidation may look at it.
    public static final String CONSOLIDATABLE = "Consolidatable";
    /// NodeClaim: no longer what the pool or the node class asks for; the reason says in what.
    public static final String DRIFTED = "Drifted";
    /// NodeClaim: chosen for disruption; the reason says why.
    public static final String DISRUPTION_REASON = "DisruptionReason";
    /// NodeClaim: the machine is being restarted as a repair.
    public static final String REBOOTING = "Rebooting";
    /// NodeClaim: no pod is left that must be waited for.
    public static final String DRAINED = "Drained";
    /// NodeClaim: no volume is attached any more.
    public static final String VOLUMES_DETACHED = "VolumesDetached";
    /// NodeClaim: the cloud was told to end the machine.
    public static final String INSTANCE_TERMINATING = "InstanceTerminating";
    /// NodeClaim: the Node is what the claim promised.
    public static final String CONSISTENT_STATE_FOUND = "ConsistentStateFound";

    /// CapacityBuffer: its references were resolved.
    public static final String READY_FOR_PROVISIONING = "ReadyForProvisioning";
    /// CapacityBuffer: whether capacity is there or must be launched.
    public static final String PROVISIONING = "Provisioning";
    /// CapacityBuffer: a quota cuts it. Known to the API; never set by us.
    public static final String LIMITED_BY_QUOTAS = "LimitedByQuotas";

    private ConditionTypes() {}
}
