package sh.karpenter.kube.api.buffer;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// How much capacity is kept, counted in copies of a pod.
///
/// @param provisioningStrategy who provides it and how; default `buffer.x-k8s.io/active-capacity`
/// @param podTemplateRef the pod to count in; excludes `scalableRef`
/// @param scalableRef a workload whose pod is counted in
/// @param replicas number of copies, 0 or more
/// @param percentage number of copies as a share of the workload's replicas, 0 or more
/// @param limits upper bound for the sum of the copies' requests
@WireRecord
public record CapacityBufferSpec(
        @Nullable String provisioningStrategy,
        @Nullable PodTemplateReference podTemplateRef,
        @Nullable ScalableReference scalableRef,
        @Nullable Integer replicas,
        @Nullable Integer percentage,
        @Nullable Map<String, Quantity> limits) {}
