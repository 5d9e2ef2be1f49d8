package sh.karpenter.controllers.nodeclaim.expiration;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.metric.ClaimMetrics;
import sh.karpenter.controllers.nodeclaim.claim.ClaimDraft;
import sh.karpenter.controllers.write.Writes;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;

/// Deletes claims that have reached their age.
public final class ExpirationController implements Reconciler<ObjectKey> {
    private static final Logger log = LoggerFactory.getLogger("controller");

    private final ControllerContext context;
    private final ClaimMetrics metrics;

    /// A controller that has seen nothing yet.
    public ExpirationController(ControllerContext context) {
        this.context = context;
        this.metrics = new ClaimMetrics(context.meters());
    }

    /// The controller with everything that wakes it.
    public Controller<ObjectKey> controller() {
        return Controller.ofObjects(
                        new Controller.Identity("nodeclaim.expiration", "karpenter.sh", "NodeClaim"),
                        1,
                        RetryPolicy.standard(),
                        context.clock(),
                        this)
                .watchEach(context.stores().nodeClaims(), claim -> List.of(ObjectKey.of(claim)));
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        NodeClaim claim = context.stores().nodeClaims().find(key);
        if (claim == null) {
            return Requeue.none();
        }
        ClaimDraft draft = ClaimDraft.of(claim);
        if (!context.stores().nodeClasses().supports(draft.nodeClass())) {
            return Requeue.none();
        }
        var expireAfter = claim.getSpec().expireAfter();
        return switch (Expiration.decide(
                draft.created(),
                expireAfter == null ? null : expireAfter.duration(),
                draft.deletion() != null,
                context.clock().instant())) {
            case Expiration.Decision.Expire _ -> {
                if (Writes.deleting(context.stores().nodeClaims().delete(claim))) {
                    log.atDebug().log("deleting expired nodeclaim");
                    metrics.disrupted(claim, "expired");
                }
                yield Requeue.none();
            }
            case Expiration.Decision.NotYet(var wait) -> Requeue.after(wait);
            case Expiration.Decision.NotSubject _ -> Requeue.none();
        };
    }
}
