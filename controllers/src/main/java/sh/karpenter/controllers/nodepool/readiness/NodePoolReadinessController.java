package sh.karpenter.controllers.nodepool.readiness;

import java.time.Instant;
import java.util.List;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.nodepool.pool.PoolDraft;
import sh.karpenter.controllers.nodepool.pool.PoolWakeups;
import sh.karpenter.controllers.write.Writes;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Concurrency;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;

/// Keeps the condition `NodeClassReady` of pools.
public final class NodePoolReadinessController implements Reconciler<ObjectKey> {
    private final ControllerContext context;

    /// A controller that has seen nothing yet.
    public NodePoolReadinessController(ControllerContext context) {
        this.context = context;
    }

    /// The controller with everything that wakes it.
    public Controller<ObjectKey> controller() {
        var controller = Controller.ofObjects(
                        new Controller.Identity("nodepool.readiness", "karpenter.sh", "NodePool"),
                        Concurrency.scaled(context.cpuRequestMillis(), 10, 1000),
                        RetryPolicy.standard(),
                        context.clock(),
                        this)
                .watchEach(context.stores().nodePools(), pool -> List.of(ObjectKey.of(pool)));
        PoolWakeups.onNodeClassChange(context.stores(), controller::trigger);
        return controller;
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        NodePool pool = context.stores().nodePools().find(key);
        if (pool == null) {
            return Requeue.none();
        }
        PoolDraft draft = PoolDraft.of(pool);
        if (!context.stores().nodeClasses().supports(draft.nodeClass())) {
            return Requeue.none();
        }
        Instant now = context.clock().instant();
        var conditions = draft.conditions(now);
        draft.conditions(
                switch (NodePoolReadiness.decide(context.stores().nodeClasses().find(draft.nodeClass()))) {
                    case NodePoolReadiness.Decision.Ready _ ->
                        conditions.withTrue(ConditionTypes.NODE_CLASS_READY, now);
                    case NodePoolReadiness.Decision.NotReady(var reason, var message) ->
                        conditions.withFalse(ConditionTypes.NODE_CLASS_READY, reason, message, now);
                });
        return Writes.then(draft.save(context.stores().nodePools()), Requeue.none());
    }
}
