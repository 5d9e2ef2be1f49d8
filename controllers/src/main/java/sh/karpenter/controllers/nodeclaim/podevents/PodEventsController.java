package sh.karpenter.controllers.nodeclaim.podevents;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Instant;
import java.util.List;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.node.NodeFacts;
import sh.karpenter.controllers.nodeclaim.claim.ClaimDraft;
import sh.karpenter.controllers.write.Writes;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodeClaimStatus;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;

/// Notes in claims when pods came to their node, ended or left. Its keys are pods.
public final class PodEventsController implements Reconciler<ObjectKey> {
    private final ControllerContext context;

    /// A controller that has seen nothing yet.
    public PodEventsController(ControllerContext context) {
        this.context = context;
    }

    /// The controller with everything that wakes it.
    public Controller<ObjectKey> controller() {
        return Controller.ofObjects(
                        new Controller.Identity("nodeclaim.podevents", "", "Pod"),
                        1,
                        RetryPolicy.standard(),
                        context.clock(),
                        this)
                .watch(
                        context.stores().pods(),
                        (before, now) -> now != null && PodEvents.event(before, now)
                                ? List.of(new ObjectKey(now.namespace(), now.name()))
                                : List.of());
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        Pod pod = context.stores().pods().find(key);
        Node node = pod == null ? null : context.stores().nodes().find(pod.nodeName());
        if (node == null || NodeFacts.providerId(node).isEmpty()) {
            return Requeue.none();
        }
        List<NodeClaim> claims = context.stores().nodeClaims().byProviderId(NodeFacts.providerId(node));
        Instant now = context.clock().instant();
        if (claims.size() != 1
                || !context.stores()
                        .nodeClasses()
                        .supports(ClaimDraft.of(claims.getFirst()).nodeClass())
                || !PodEvents.due(claims.getFirst().statusOrEmpty().lastPodEventTime(), now)) {
            return Requeue.none();
        }
        ClaimDraft draft = ClaimDraft.of(claims.getFirst())
                .status(status -> new NodeClaimStatus(
                        status.nodeName(),
                        status.providerID(),
                        status.imageID(),
                        status.capacity(),
                        status.allocatable(),
                        status.conditions(),
                        now));
        return Writes.then(draft.save(context.stores().nodeClaims()), Requeue.none());
    }
}
