package sh.karpenter.kube.api.condition;

/// The condition sets of the provider-neutral kinds.
public final class KarpenterConditions {
    /// NodePool.
    public static final ConditionSet NODE_POOL =
            ConditionSet.ready(ConditionTypes.VALIDATION_SUCCEEDED, ConditionTypes.NODE_CLASS_READY);
    /// NodeClaim.
    public static final ConditionSet NODE_CLAIM =
            ConditionSet.ready(ConditionTypes.LAUNCHED, ConditionTypes.REGISTERED, ConditionTypes.INITIALIZED);
    /// NodeOverlay.
    public static final ConditionSet NODE_OVERLAY = ConditionSet.ready(ConditionTypes.VALIDATION_SUCCEEDED);

    private KarpenterConditions() {}
}
