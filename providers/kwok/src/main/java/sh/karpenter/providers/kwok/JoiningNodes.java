package sh.karpenter.providers.kwok;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import sh.karpenter.core.model.node.Condition;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.api.kwok.KWOKNodeClass;
import sh.karpenter.kube.client.ApiServerException;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.ResourceType;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;
import sh.karpenter.kube.client.store.ClusterStores;
import sh.karpenter.kube.client.store.Store;
import sh.karpenter.kube.client.store.WriteOutcome;
import sh.karpenter.kube.mapping.NodeClaimMapping;

/// Lets machines join the cluster some time after their launch, as real ones do. Everything about a machine
/// stands in its claim, so one that was launched before a restart joins after it.
final class JoiningNodes implements Reconciler<ObjectKey> {
    private static final int WORKERS = 10;

    private final ClusterStores stores;
    private final Store<KWOKNodeClass> nodeClasses;
    private final InstantSource clock;

    JoiningNodes(ClusterStores stores, InstantSource clock) {
        this.stores = stores;
        this.nodeClasses = stores.of(ResourceType.of(KWOKNodeClass.class));
        this.clock = clock;
    }

    Controller<ObjectKey> controller() {
        return Controller.ofObjects(
                        new Controller.Identity("kwok.registration", "karpenter.sh", "NodeClaim"),
                        WORKERS,
                        RetryPolicy.standard(),
                        clock,
                        this)
                .watchEach(stores.nodeClaims(), claim -> List.of(ObjectKey.of(claim)));
    }

    /// What to do about a claim.
    sealed interface Decision {
        /// Its machine is not ours, has joined, or is going.
        record Nothing() implements Decision {}

        /// Its machine joins later.
        record Later(Duration rest) implements Decision {}

        /// Its machine joins now.
        record Join(String nodeName) implements Decision {}
    }

    static Decision decide(NodeClaim claim, Duration delay, boolean joined, Instant now) {
        String name = KwokMachine.nodeName(claim.status().providerId());
        Condition launched = claim.status().conditions().get(ConditionTypes.LAUNCHED);
        if (name == null
                || launched == null
                || !launched.isTrue()
                || claim.is(ConditionTypes.REGISTERED)
                || claim.deleting()
                || joined) {
            return new Decision.Nothing();
        }
        Duration rest = Duration.between(now, launched.lastTransition().plus(delay));
        return rest.isPositive() ? new Decision.Later(rest) : new Decision.Join(name);
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        var wire = stores.nodeClaims().find(key);
        if (wire == null) {
            return Requeue.none();
        }
        NodeClaim claim = NodeClaimMapping.toCore(wire);
        KWOKNodeClass nodeClass =
                nodeClasses.find(ObjectKey.of(claim.spec().nodeClass().name()));
        boolean joined =
                !stores.nodes().byProviderId(claim.status().providerId()).isEmpty();
        return switch (decide(claim, KwokCloudProvider.delay(nodeClass), joined, clock.instant())) {
            case Decision.Nothing _ -> Requeue.none();
            case Decision.Later(var rest) -> Requeue.after(rest);
            case Decision.Join(var name) -> join(claim, name);
        };
    }

    private Requeue join(NodeClaim claim, String name) {
        Node node = KwokMachine.node(
                name,
                claim.labels(),
                claim.annotations(),
                claim.status().capacity(),
                claim.status().allocatable());
        if (stores.nodes().create(node) instanceof WriteOutcome.Refused<Node>(var code, var message)) {
            throw new ApiServerException(ApiServerException.Kind.REFUSED, code, message);
        }
        return Requeue.none();
    }
}
