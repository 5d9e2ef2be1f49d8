package sh.karpenter.kube.client.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.client.ObjectKey;

/// The claims.
public interface NodeClaims extends WritableStore<NodeClaim> {

    /// The claims whose machine has that provider id; more than one means that something went wrong.
    List<NodeClaim> byProviderId(String providerId);

    /// The claim of that name, null when there is none.
    default @Nullable NodeClaim find(String name) {
        return find(ObjectKey.of(name));
    }
}
