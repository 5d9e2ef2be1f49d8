package sh.karpenter.controllers.nodeclaim.garbagecollection;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.log.LogValues;
import sh.karpenter.controllers.metric.ClaimMetrics;
import sh.karpenter.controllers.nodeclaim.claim.ClaimDraft;
import sh.karpenter.controllers.write.Writes;
import sh.karpenter.core.cloud.FindOutcome;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Requeue;

/// Deletes claims that have lost their machine, every two minutes.
public final class ClaimGarbageController {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final Duration INTERVAL = Duration.ofMinutes(2);

    private final ControllerContext context;
    private final ClaimMetrics metrics;

    /// A controller that has seen nothing yet.
    public ClaimGarbageController(ControllerContext context) {
        this.context = context;
        this.metrics = new ClaimMetrics(context.meters());
    }

    /// The loop.
    public Controller<Controller.Singleton> controller() {
        return Controller.singleton("nodeclaim.garbagecollection", context.clock(), this::collect);
    }

    /// One pass.
    Requeue collect() {
        List<NodeClaim> claims = context.stores().nodeClaims().list().stream()
                .filter(claim -> context.stores()
                        .nodeClasses()
                        .supports(ClaimDraft.of(claim).nodeClass()))
                .toList();
        return switch (context.provider().list()) {
            case FindOutcome.Failed(var kind, var message) -> {
                log.atError()
                        .addKeyValue("error", "listing instances, " + message)
                        .log("Reconciler error");
                yield Requeue.backoff();
            }
            case FindOutcome.Found(var machines) -> {
                ClaimGarbage.decide(claims, machines, context.stores().nodes()::byProviderId)
                        .forEach(this::delete);
                yield Requeue.after(INTERVAL);
            }
        };
    }

    private void delete(NodeClaim claim) {
        if (Writes.deleting(context.stores().nodeClaims().delete(claim))) {
            ClaimDraft draft = ClaimDraft.of(claim);
            log.atDebug()
                    .addKeyValue("NodeClaim", LogValues.reference(draft.name()))
                    .addKeyValue("provider-id", draft.providerId())
                    .addKeyValue("nodepool", draft.nodePool())
                    .log("garbage collecting nodeclaim with no cloudprovider representation");
            metrics.disrupted(claim, "garbage_collected");
        }
    }
}
