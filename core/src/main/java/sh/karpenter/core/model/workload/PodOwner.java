package sh.karpenter.core.model.workload;

/// An object that owns a pod.
///
/// @param apiVersion for example `apps/v1`
/// @param kind for example `DaemonSet`
/// @param name its name
/// @param uid its uid
/// @param controller whether it is the managing owner
public record PodOwner(String apiVersion, String kind, String name, String uid, boolean controller) {}
