package sh.karpenter.controllers.nodepool.hash;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.nodepool.pool.PoolDraft;
import sh.karpenter.controllers.write.Writes;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.hash.NodePoolHash;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Concurrency;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;

/// Writes drift hashes. Claims come before their pool, so that a process that dies in between finds the pool's old
/// version and goes on.
public final class NodePoolHashController implements Reconciler<ObjectKey> {
    private final ControllerContext context;

    /// A controller that has seen nothing yet.
    public NodePoolHashController(ControllerContext context) {
        this.context = context;
    }

    /// The controller with everything that wakes it.
    public Controller<ObjectKey> controller() {
        return Controller.ofObjects(
                        new Controller.Identity("nodepool.hash", "karpenter.sh", "NodePool"),
                        Concurrency.scaled(context.cpuRequestMillis(), 10, 1000),
                        RetryPolicy.standard(),
                        context.clock(),
                        this)
                .watchEach(context.stores().nodePools(), pool -> List.of(ObjectKey.of(pool)));
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        NodePool pool = context.stores().nodePools().find(key);
        if (pool == null
                || !context.stores().nodeClasses().supports(PoolDraft.of(pool).nodeClass())) {
            return Requeue.none();
        }
        var decision = NodePoolHashing.decide(
                Objects.requireNonNullElse(pool.getMetadata().getAnnotations(), Map.<String, String>of()),
                NodePoolHash.of(pool.getSpec().template()),
                claimsOf(pool));
        for (var change : decision.claims()) {
            var outcome = context.stores()
                    .nodeClaims()
                    .patch(change.claim(), claim -> annotated(claim, change.annotations()));
            if (Writes.accepted(outcome) == null && Writes.stopped(outcome) instanceof Requeue.Backoff) {
                return Requeue.backoff();
            }
        }
        Map<String, String> annotations = decision.pool();
        return annotations == null
                ? Requeue.none()
                : Writes.then(
                        context.stores().nodePools().patch(pool, changed -> annotated(changed, annotations)),
                        Requeue.none());
    }

    private List<NodeClaim> claimsOf(NodePool pool) {
        String name = pool.getMetadata().getName();
        return context.stores().nodeClaims().list().stream()
                .filter(claim -> claim.getMetadata().getLabels() != null
                        && name.equals(claim.getMetadata().getLabels().get(LabelKeys.NODE_POOL)))
                .toList();
    }

    private static <T extends HasMetadata> T annotated(T object, Map<String, String> added) {
        var annotations = new HashMap<>(
                Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.<String, String>of()));
        annotations.putAll(added);
        object.getMetadata().setAnnotations(annotations);
        return object;
    }
}
