package sh.karpenter.core.model.workload;

import org.jspecify.annotations.Nullable;

/// A claim for a persistent volume.
///
/// @param namespace its namespace
/// @param name its name
/// @param deleting whether it is being deleted
/// @param lost whether its volume is gone (phase Lost)
/// @param volumeName the volume bound to it, empty while unbound
/// @param bindCompleted whether it carries the annotation `pv.kubernetes.io/bind-completed`
/// @param storageClassName its class; null when not given
public record PersistentVolumeClaim(
        String namespace,
        String name,
        boolean deleting,
        boolean lost,
        String volumeName,
        boolean bindCompleted,
        @Nullable String storageClassName) {}
