package sh.karpenter.core.model.workload;

/// A DaemonSet: what each new node will have to carry of it.
///
/// @param namespace its namespace
/// @param name its name
/// @param uid its uid
/// @param podShape the shape of a pod of it: of its newest live pod, else of its template; required node affinity
///     is
/// the template's
public record DaemonSet(String namespace, String name, String uid, PodShape podShape) {}
