package sh.karpenter.kube.client.store;

import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.client.ObjectKey;

/// The nodes of the cluster. Images, volumes and managed fields are not read.
public interface Nodes extends WritableStore<Node> {

    /// The nodes with that provider id; more than one means that something went wrong.
    List<Node> byProviderId(String providerId);

    /// The node of that name, null when there is none.
    default @Nullable Node find(String name) {
        return find(ObjectKey.of(name));
    }
}
