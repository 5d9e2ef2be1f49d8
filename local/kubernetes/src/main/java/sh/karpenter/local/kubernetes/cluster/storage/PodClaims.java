package sh.karpenter.local.kubernetes.cluster.storage;

import java.util.ArrayList;
import java.util.List;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.JsonNode;

/// The claims that a pod names, those that come with the pod included.
final class PodClaims {
    private PodClaims() {}

    static List<ObjectKey> of(JsonNode pod) {
        List<ObjectKey> claims = new ArrayList<>();
        for (JsonNode volume : Tree.items(pod, "spec", "volumes")) {
            String name = Tree.has(volume, "ephemeral")
                    ? ephemeralName(pod, volume)
                    : Tree.text(volume, "persistentVolumeClaim", "claimName");
            if (!name.isEmpty()) {
                claims.add(new ObjectKey(Kinds.CLAIMS, Metadata.namespace(pod), name));
            }
        }
        return claims;
    }

    /// The name of the claim that comes with a pod for one of its volumes.
    static String ephemeralName(JsonNode pod, JsonNode volume) {
        return Metadata.name(pod) + "-" + Tree.text(volume, "name");
    }
}
