package sh.karpenter.controllers.nodeclaim.consistency;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.controllers.event.ObjectEvent.Subject;
import sh.karpenter.controllers.node.NodeFacts;
import sh.karpenter.controllers.nodeclaim.claim.ClaimDraft;
import sh.karpenter.controllers.write.Writes;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Concurrency;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;
import sh.karpenter.kube.mapping.ResourcesMapping;

/// Compares initialised nodes with what their machines promised, every ten minutes.
public final class ConsistencyController implements Reconciler<ObjectKey> {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    private final ControllerContext context;

    /// A controller that has seen nothing yet.
    public ConsistencyController(ControllerContext context) {
        this.context = context;
    }

    /// The controller with everything that wakes it: claims that become initialised, and time.
    public Controller<ObjectKey> controller() {
        return Controller.ofObjects(
                        new Controller.Identity("nodeclaim.consistency", "karpenter.sh", "NodeClaim"),
                        Concurrency.scaled(context.cpuRequestMillis(), 10, 1000),
                        RetryPolicy.standard(),
                        context.clock(),
                        this)
                .watch(
                        context.stores().nodeClaims(),
                        (before, now) -> now != null && (before == null || !initialized(before)) && initialized(now)
                                ? List.of(ObjectKey.of(now))
                                : List.of());
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        NodeClaim claim = context.stores().nodeClaims().find(key);
        if (claim == null || !initialized(claim)) {
            return Requeue.none();
        }
        ClaimDraft draft = ClaimDraft.of(claim);
        List<Node> nodes = context.stores().nodes().byProviderId(draft.providerId());
        if (draft.deletion() != null
                || nodes.size() != 1
                || !context.stores().nodeClasses().supports(draft.nodeClass())) {
            return Requeue.none();
        }
        List<String> issues = Consistency.issues(
                draft.requests(),
                ResourcesMapping.toCore(draft.status().capacity()),
                NodeFacts.capacity(nodes.getFirst()));
        for (String issue : issues) {
            log.atInfo().addKeyValue("issue", issue).log("failed consistency check");
            context.events().publish(ObjectEvent.warning(Subject.of(claim), "FailedConsistencyCheck", issue));
        }
        Instant now = context.clock().instant();
        var conditions = draft.conditions(now);
        draft.conditions(
                issues.isEmpty()
                        ? conditions.withTrue(ConditionTypes.CONSISTENT_STATE_FOUND, now)
                        : conditions.withFalse(
                                ConditionTypes.CONSISTENT_STATE_FOUND,
                                "ConsistencyCheckFailed",
                                "Consistency Check Failed",
                                now));
        return Writes.then(draft.save(context.stores().nodeClaims()), Requeue.after(INTERVAL));
    }

    private boolean initialized(NodeClaim claim) {
        return ClaimDraft.of(claim).conditions(context.clock().instant()).isTrue(ConditionTypes.INITIALIZED);
    }
}
