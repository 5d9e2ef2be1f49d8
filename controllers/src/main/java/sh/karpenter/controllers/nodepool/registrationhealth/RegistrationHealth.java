package sh.karpenter.controllers.nodepool.registrationhealth;

import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.controllers.nodepool.registrationhealth.RecentRegistrations.Verdict;
import sh.karpenter.controllers.write.Writes;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.NodePoolStatus;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionReasons;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.api.condition.ConditionSubject;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.api.condition.Conditions;
import sh.karpenter.kube.api.condition.KarpenterConditions;
import sh.karpenter.kube.client.store.NodePools;

/// Remembers how recent launches of each pool ended and tells it in the pool's condition `NodeRegistrationHealthy`.
///
/// The condition is advice; a conflict while writing it is left to the next result.
public final class RegistrationHealth {
    private final NodePools pools;
    private final InstantSource clock;
    private final ConcurrentHashMap<String, RecentRegistrations> byPoolUid = new ConcurrentHashMap<>();

    /// Nothing known of any pool.
    public RegistrationHealth(NodePools pools, InstantSource clock) {
        this.pools = pools;
        this.clock = clock;
    }

    /// The claim's machine has become a node.
    public void registered(NodeClaim claim) {
        NodePool pool = poolOf(claim);
        if (pool != null && add(pool, true) == Verdict.HEALTHY) {
            write(pool, conditions(pool).withTrue(ConditionTypes.NODE_REGISTRATION_HEALTHY, clock.instant()));
        }
    }

    /// The claim was given up before its machine became a node.
    ///
    /// @param claimConditions say whether there was a machine at all
    public void failed(NodeClaim claim, Conditions claimConditions) {
        NodePool pool = poolOf(claim);
        if (pool == null || add(pool, false) != Verdict.UNHEALTHY) {
            return;
        }
        Condition launched = claimConditions.get(ConditionTypes.LAUNCHED);
        String reason = ConditionReasons.REGISTRATION_FAILED;
        String message = "Failed to register node";
        if (launched != null && launched.status() != ConditionStatus.TRUE) {
            reason = launched.reason();
            message = launched.message();
        }
        write(
                pool,
                conditions(pool).withFalse(ConditionTypes.NODE_REGISTRATION_HEALTHY, reason, message, clock.instant()));
    }

    /// Whether anything is known of the pool.
    boolean knows(NodePool pool) {
        return byPoolUid.containsKey(uid(pool));
    }

    /// Begins with these results in place of what is known of the pool.
    void begin(NodePool pool, RecentRegistrations results) {
        byPoolUid.put(uid(pool), results);
    }

    /// Forgets a pool that is gone.
    void forget(NodePool pool) {
        byPoolUid.remove(uid(pool));
    }

    /// What is known of the pool.
    Verdict verdict(NodePool pool) {
        return byPoolUid.getOrDefault(uid(pool), RecentRegistrations.NONE).verdict();
    }

    private Verdict add(NodePool pool, boolean success) {
        return Objects.requireNonNull(byPoolUid.merge(
                        uid(pool), RecentRegistrations.NONE.with(success), (known, one) -> known.with(success)))
                .verdict();
    }

    private void write(NodePool pool, Conditions conditions) {
        var _ = Writes.accepted(pools.patchStatus(pool, changed -> {
            NodePoolStatus old = changed.statusOrEmpty();
            changed.setStatus(new NodePoolStatus(
                    old.resources(), old.nodes(), old.nodeClassObservedGeneration(), conditions.list()));
            return changed;
        }));
    }

    private Conditions conditions(NodePool pool) {
        return KarpenterConditions.NODE_POOL.of(
                ConditionSubject.of(pool), pool.statusOrEmpty().conditions(), clock.instant());
    }

    /// The pool that the claim was made for: of the same name *and* uid, so that a pool that was made anew is
    /// not blamed for its predecessor.
    private @Nullable NodePool poolOf(NodeClaim claim) {
        Map<String, String> labels = claim.getMetadata().getLabels();
        NodePool pool = labels == null ? null : pools.find(labels.getOrDefault(LabelKeys.NODE_POOL, ""));
        if (pool == null || claim.getMetadata().getOwnerReferences() == null) {
            return null;
        }
        for (OwnerReference owner : claim.getMetadata().getOwnerReferences()) {
            if (Objects.equals(owner.getUid(), pool.getMetadata().getUid())) {
                return pool;
            }
        }
        return null;
    }

    private static String uid(NodePool pool) {
        return Objects.requireNonNullElse(pool.getMetadata().getUid(), "");
    }
}
