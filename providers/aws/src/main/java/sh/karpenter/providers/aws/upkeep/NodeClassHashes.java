package sh.karpenter.providers.aws.upkeep;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.aws.AwsNames;
import sh.karpenter.kube.api.aws.EC2NodeClass;
import sh.karpenter.kube.api.aws.EC2NodeClassHash;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.store.WritableStore;

/// Keeps the drift hash of node classes in their annotations. When the rules of the hash change, claims get the new
/// hash instead of drifting, unless they have drifted already.
public final class NodeClassHashes implements Reconciler<ObjectKey> {
    private final WritableStore<EC2NodeClass> classes;
    private final WritableStore<NodeClaim> claims;
    private final @Nullable String certificateAuthority;

    /// @param certificateAuthority part of what nodes are told, so part of the hash
    public NodeClassHashes(
            WritableStore<EC2NodeClass> classes,
            WritableStore<NodeClaim> claims,
            @Nullable String certificateAuthority) {
        this.classes = classes;
        this.claims = claims;
        this.certificateAuthority = certificateAuthority;
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        EC2NodeClass object = classes.find(key);
        if (object == null || object.getMetadata().getDeletionTimestamp() != null) {
            return Requeue.none();
        }
        String hash = EC2NodeClassHash.of(object.getSpec(), certificateAuthority);
        String version = object.getMetadata().getAnnotations().get(AwsNames.ANNOTATION_HASH_VERSION);
        boolean written = true;
        if (version != null && !version.equals(EC2NodeClassHash.VERSION)) {
            written = restamp(key.name(), hash);
        }
        written &= classes.patchUnlocked(object, copy -> {
                            var annotations = new HashMap<>(copy.getMetadata().getAnnotations());
                            annotations.put(AwsNames.ANNOTATION_HASH, hash);
                            annotations.put(AwsNames.ANNOTATION_HASH_VERSION, EC2NodeClassHash.VERSION);
                            copy.getMetadata().setAnnotations(annotations);
                            return copy;
                        })
                        .current()
                != null;
        return written ? Requeue.none() : Requeue.backoff();
    }

    private boolean restamp(String nodeClass, String hash) {
        boolean written = true;
        for (NodeClaim claim : claims.list()) {
            Map<String, String> annotations = claim.getMetadata().getAnnotations();
            if (!claim.getSpec().nodeClassRef().group().equals(AwsNames.GROUP)
                    || !claim.getSpec().nodeClassRef().name().equals(nodeClass)
                    || EC2NodeClassHash.VERSION.equals(annotations.get(AwsNames.ANNOTATION_HASH_VERSION))) {
                continue;
            }
            written &= claims.patchUnlocked(claim, copy -> {
                                var changed = new HashMap<>(copy.getMetadata().getAnnotations());
                                changed.put(AwsNames.ANNOTATION_HASH_VERSION, EC2NodeClassHash.VERSION);
                                if (!drifted(copy)) {
                                    changed.put(AwsNames.ANNOTATION_HASH, hash);
                                }
                                copy.getMetadata().setAnnotations(changed);
                                return copy;
                            })
                            .current()
                    != null;
        }
        return written;
    }

    private static boolean drifted(NodeClaim claim) {
        var status = claim.getStatus();
        return status != null
                && status.conditions() != null
                && status.conditions().stream()
                        .anyMatch(condition -> condition.type().equals(ConditionTypes.DRIFTED));
    }
}
