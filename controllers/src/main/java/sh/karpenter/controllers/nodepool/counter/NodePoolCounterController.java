package sh.karpenter.controllers.nodepool.counter;

import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.nodepool.pool.PoolDraft;
import sh.karpenter.controllers.write.Writes;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Concurrency;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;

/// Tells every five seconds how much the nodes of each pool have.
public final class NodePoolCounterController implements Reconciler<ObjectKey> {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration UNTIL_SYNCED = Duration.ofSeconds(1);
    private static final List<String> ALWAYS_TOLD = List.of(
            ResourceNames.CPU,
            ResourceNames.MEMORY,
            ResourceNames.PODS,
            ResourceNames.EPHEMERAL_STORAGE,
            ResourceNames.NODES);

    private final ControllerContext context;
    private final PoolUsage usage;

    /// A controller that has seen nothing yet.
    public NodePoolCounterController(ControllerContext context, PoolUsage usage) {
        this.context = context;
        this.usage = usage;
    }

    /// The controller with everything that wakes it.
    public Controller<ObjectKey> controller() {
        return Controller.ofObjects(
                        new Controller.Identity("nodepool.counter", "karpenter.sh", "NodePool"),
                        Concurrency.scaled(context.cpuRequestMillis(), 10, 1000),
                        RetryPolicy.standard(),
                        context.clock(),
                        this)
                .watch(
                        context.stores().nodePools(),
                        (before, now) -> before == null && now != null ? List.of(ObjectKey.of(now)) : List.of());
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
        @Nullable Resources used = usage.of(draft.name());
        if (used == null) {
            return Requeue.after(UNTIL_SYNCED);
        }
        draft.resources(told(used), used.get(ResourceNames.NODES));
        return Writes.then(draft.save(context.stores().nodePools()), Requeue.after(INTERVAL));
    }

    /// What is used, with zero for the resources that people look for first.
    static Resources told(Resources used) {
        var amounts = new TreeMap<String, Long>();
        ALWAYS_TOLD.forEach(name -> amounts.put(name, 0L));
        amounts.putAll(used.amounts());
        return new Resources(amounts);
    }
}
