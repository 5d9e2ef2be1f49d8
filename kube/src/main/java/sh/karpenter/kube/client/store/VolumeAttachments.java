package sh.karpenter.kube.client.store;

import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.util.List;

/// Which volumes are attached to which nodes.
public interface VolumeAttachments extends Store<VolumeAttachment> {

    /// The attachments to a node, in order of name.
    List<VolumeAttachment> onNode(String nodeName);
}
