package sh.karpenter.controllers.nodepool.hash;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.AnnotationKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.api.hash.NodePoolHash;

/// Decides which drift hashes have to be written.
///
/// A pool carries the hash of its present template. When the rules of hashing have changed since it was written
/// (the version differs), hashes of claims cannot be compared with it any more: the claims take the pool's new
/// hash, as if they were not drifted; those that were known to be drifted keep their old hash, which cannot
/// match.
public final class NodePoolHashing {
    private NodePoolHashing() {}

    /// What has to be written, in this order.
    ///
    /// @param claims new annotations per claim
    /// @param pool new annotations of the pool, null when they are right
    public record Decision(
            List<ClaimChange> claims, @Nullable Map<String, String> pool) {
        public Decision {
            claims = List.copyOf(claims);
        }
    }

    /// New annotations of a claim.
    public record ClaimChange(NodeClaim claim, Map<String, String> annotations) {}

    /// Decides for a pool and its claims.
    ///
    /// @param poolAnnotations the pool's annotations
    /// @param hash the hash of the pool's template
    public static Decision decide(Map<String, String> poolAnnotations, String hash, List<NodeClaim> claims) {
        Map<String, String> wanted = Map.of(
                AnnotationKeys.NODE_POOL_HASH, hash, AnnotationKeys.NODE_POOL_HASH_VERSION, NodePoolHash.VERSION);
        boolean otherVersion = !NodePoolHash.VERSION.equals(poolAnnotations.get(AnnotationKeys.NODE_POOL_HASH_VERSION));
        List<ClaimChange> changes = otherVersion
                ? claims.stream()
                        .filter(claim -> !NodePoolHash.VERSION.equals(
                                annotations(claim).get(AnnotationKeys.NODE_POOL_HASH_VERSION)))
                        .map(claim -> new ClaimChange(
                                claim,
                                drifted(claim)
                                        ? Map.of(AnnotationKeys.NODE_POOL_HASH_VERSION, NodePoolHash.VERSION)
                                        : wanted))
                        .toList()
                : List.of();
        return new Decision(changes, poolAnnotations.entrySet().containsAll(wanted.entrySet()) ? null : wanted);
    }

    private static boolean drifted(NodeClaim claim) {
        var conditions = claim.statusOrEmpty().conditions();
        return conditions != null
                && conditions.stream()
                        .anyMatch(condition -> condition.type().equals(ConditionTypes.DRIFTED)
                                && condition.status() == ConditionStatus.TRUE);
    }

    private static Map<String, String> annotations(NodeClaim claim) {
        return Objects.requireNonNullElse(claim.getMetadata().getAnnotations(), Map.<String, String>of());
    }
}
