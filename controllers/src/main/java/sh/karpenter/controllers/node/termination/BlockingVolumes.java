package sh.karpenter.controllers.node.termination;

import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodDisruption;
import sh.karpenter.core.model.workload.VolumeSource;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.store.ClusterStores;

/// The volumes whose detachment a terminating node waits for: all that are attached to it, except volumes that
/// are not backed by a persistent volume and volumes of pods that the drain leaves where they are.
final class BlockingVolumes {
    private BlockingVolumes() {}

    static List<VolumeAttachment> of(ClusterStores stores, String nodeName, List<Pod> pods, Instant now) {
        List<VolumeAttachment> attached = stores.volumeAttachments().onNode(nodeName);
        if (attached.isEmpty()) {
            return List.of();
        }
        Set<String> staying = new HashSet<>();
        for (Pod pod : pods) {
            if (!PodDisruption.drainable(pod, now)) {
                for (VolumeSource volume : pod.shape().volumes()) {
                    var claim =
                            stores.persistentVolumeClaims().find(new ObjectKey(pod.namespace(), volume.claimName()));
                    if (claim != null
                            && claim.getSpec() != null
                            && claim.getSpec().getVolumeName() != null) {
                        staying.add(claim.getSpec().getVolumeName());
                    }
                }
            }
        }
        return attached.stream()
                .filter(attachment -> {
                    String volume = attachment.getSpec().getSource() == null
                            ? null
                            : attachment.getSpec().getSource().getPersistentVolumeName();
                    return volume != null && !staying.contains(volume);
                })
                .toList();
    }
}
