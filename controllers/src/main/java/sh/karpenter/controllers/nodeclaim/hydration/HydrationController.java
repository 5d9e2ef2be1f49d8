package sh.karpenter.controllers.nodeclaim.hydration;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Map;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.node.NodeFacts;
import sh.karpenter.controllers.nodeclaim.claim.ClaimDraft;
import sh.karpenter.controllers.write.Writes;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Concurrency;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;
import sh.karpenter.kube.client.store.WritableStore;

/// Labels claims and nodes that older versions made with the name of their node class.
public final class HydrationController {
    private final ControllerContext context;

    /// A controller that has seen nothing yet.
    public HydrationController(ControllerContext context) {
        this.context = context;
    }

    /// The controller of claims.
    public Controller<ObjectKey> claims() {
        return Controller.ofObjects(
                        new Controller.Identity("nodeclaim.hydration", "karpenter.sh", "NodeClaim"),
                        workers(),
                        RetryPolicy.standard(),
                        context.clock(),
                        this::reconcileClaim)
                .watchEach(context.stores().nodeClaims(), claim -> List.of(ObjectKey.of(claim)));
    }

    /// The controller of nodes.
    public Controller<ObjectKey> nodes() {
        return Controller.ofObjects(
                        new Controller.Identity("node.hydration", "", "Node"),
                        workers(),
                        RetryPolicy.standard(),
                        context.clock(),
                        this::reconcileNode)
                .watchEach(context.stores().nodes(), node -> List.of(ObjectKey.of(node)));
    }

    Requeue reconcileClaim(ObjectKey key) {
        NodeClaim claim = context.stores().nodeClaims().find(key);
        return claim == null
                ? Requeue.none()
                : hydrate(
                        context.stores().nodeClaims(),
                        claim,
                        ClaimDraft.of(claim).nodeClass());
    }

    /// Only nodes that registered: the others get all labels of their claim when they do.
    Requeue reconcileNode(ObjectKey key) {
        Node node = context.stores().nodes().find(key);
        if (node == null || !NodeFacts.hasLabel(node, LabelKeys.REGISTERED)) {
            return Requeue.none();
        }
        List<NodeClaim> claims = context.stores().nodeClaims().byProviderId(NodeFacts.providerId(node));
        return claims.size() != 1
                ? Requeue.none()
                : hydrate(
                        context.stores().nodes(),
                        node,
                        ClaimDraft.of(claims.getFirst()).nodeClass());
    }

    private <T extends HasMetadata> Requeue hydrate(WritableStore<T> store, T object, NodeClassRef nodeClass) {
        if (!context.stores().nodeClasses().supports(nodeClass)) {
            return Requeue.none();
        }
        Map<String, String> labels = Hydration.decide(object.getMetadata().getLabels(), nodeClass);
        if (labels == null) {
            return Requeue.none();
        }
        return Writes.then(
                store.patch(object, changed -> {
                    changed.getMetadata().setLabels(labels);
                    return changed;
                }),
                Requeue.none());
    }

    private int workers() {
        return Concurrency.scaled(context.cpuRequestMillis(), 1000, 5000);
    }
}
