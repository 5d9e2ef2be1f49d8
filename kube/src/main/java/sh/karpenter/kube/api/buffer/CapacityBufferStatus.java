package sh.karpenter.kube.api.buffer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.wire.WireRecord;

/// What a buffer was resolved to.
///
/// @param podTemplateRef the pod that is counted in
/// @param replicas number of copies kept
/// @param podTemplateGeneration the generation of that template that was read
/// @param provisioningStrategy the strategy in force
/// @param conditions `ReadyForProvisioning` and `Provisioning`
@WireRecord
public record CapacityBufferStatus(
        @Nullable PodTemplateReference podTemplateRef,
        @Nullable Integer replicas,
        @Nullable Long podTemplateGeneration,
        @Nullable String provisioningStrategy,
        @Nullable List<Condition> conditions) {

    /// Nothing known yet.
    public static final CapacityBufferStatus EMPTY = new CapacityBufferStatus(null, null, null, null, null);
}
