package sh.karpenter.kube.client.store;

import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.util.List;
import sh.karpenter.kube.client.KubernetesApi;
import sh.karpenter.kube.client.ResourceType;

/// The volume attachments, with their nodes.
final class VolumeAttachmentStore extends ResourceStore<VolumeAttachment> implements VolumeAttachments {
    private final CacheIndex<VolumeAttachment> byNode;

    VolumeAttachmentStore(KubernetesApi api) {
        this(api, new CacheIndex<>(attachment -> attachment.getSpec().getNodeName()));
    }

    private VolumeAttachmentStore(KubernetesApi api, CacheIndex<VolumeAttachment> byNode) {
        super(
                ResourceType.of(VolumeAttachment.class),
                api.resource(ResourceType.of(VolumeAttachment.class)),
                List.of(byNode));
        this.byNode = byNode;
    }

    @Override
    public List<VolumeAttachment> onNode(String nodeName) {
        return byNode.find(nodeName);
    }
}
