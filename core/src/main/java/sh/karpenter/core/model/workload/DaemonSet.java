package sh.karpenter.core.model.workload;

import java.util.Collection;

/// A DaemonSet: what each new node will have to carry of it.
///
/// @param namespace its namespace
/// @param name its name
/// @param uid its uid
/// @param podShape the shape of a pod of it: of its newest live pod, else of its template (see [#seenIn])
public record DaemonSet(String namespace, String name, String uid, PodShape podShape) {

    /// This DaemonSet with the shape of its newest live pod, which tells what admission has made of the
    /// template. Its required node affinity stays the template's where that has one, because the DaemonSet
    /// controller replaces it by the name of the node.
    ///
    /// @param pods pods of the cluster, its own among them
    public DaemonSet seenIn(Collection<Pod> pods) {
        Pod newest = null;
        for (Pod pod : pods) {
            if (owns(pod) && pod.active() && (newest == null || pod.created().isAfter(newest.created()))) {
                newest = pod;
            }
        }
        return newest == null ? this : new DaemonSet(namespace, name, uid, merged(newest.shape()));
    }

    private boolean owns(Pod pod) {
        for (PodOwner owner : pod.owners()) {
            if (owner.kind().equals("DaemonSet") && owner.uid().equals(uid)) {
                return true;
            }
        }
        return false;
    }

    private PodShape merged(PodShape live) {
        return podShape.requiredNodeTerms().isEmpty() ? live : live.withRequiredNodeTerms(podShape.requiredNodeTerms());
    }
}
