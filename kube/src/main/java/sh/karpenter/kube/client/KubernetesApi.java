package sh.karpenter.kube.client;

import io.fabric8.kubernetes.api.model.HasMetadata;

/// An API server. The stores are built on it.
public interface KubernetesApi {

    /// The calls for one resource.
    <T extends HasMetadata> ResourceApi<T> resource(ResourceType<T> type);
}
