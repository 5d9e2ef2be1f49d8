package sh.karpenter.core.model.workload;

/// A claim for a persistent volume that a pod mounts.
///
/// @param claimName name of the PersistentVolumeClaim in the pod's namespace
/// @param ephemeral whether the claim belongs to an ephemeral volume, so that it may not exist before the pod runs
/// @param storageClassName of an ephemeral volume's template, empty otherwise
public record VolumeSource(String claimName, boolean ephemeral, String storageClassName) {}
