package sh.karpenter.kube.mapping;

import sh.karpenter.core.model.workload.Pod;

/// What became of reading a pod.
public sealed interface MappedPod {

    /// It was understood.
    ///
    /// @param pod the pod
    record Mapped(Pod pod) implements MappedPod {}

    /// It was not.
    ///
    /// @param uid its uid, empty when it has none
    /// @param namespace its namespace
    /// @param name its name
    /// @param field where, for example `spec.containers[0].resources.requests.cpu`
    /// @param value what stands there
    /// @param problem what is wrong with it
    record Malformed(String uid, String namespace, String name, String field, String value, String problem)
            implements MappedPod {}
}
