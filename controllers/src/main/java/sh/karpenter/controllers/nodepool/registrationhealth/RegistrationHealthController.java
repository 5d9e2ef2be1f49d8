package sh.karpenter.controllers.nodepool.registrationhealth;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.nodepool.pool.PoolDraft;
import sh.karpenter.controllers.nodepool.pool.PoolWakeups;
import sh.karpenter.controllers.write.Writes;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionReasons;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Concurrency;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;

/// Forgets what is known of a pool's launches when pool or node class have changed, since past launches say
/// nothing about the new settings; and takes up after a restart what the pool's condition tells.
public final class RegistrationHealthController implements Reconciler<ObjectKey> {
    private final ControllerContext context;
    private final RegistrationHealth health;

    /// A controller that has seen nothing yet.
    public RegistrationHealthController(ControllerContext context, RegistrationHealth health) {
        this.context = context;
        this.health = health;
    }

    /// The controller with everything that wakes it.
    public Controller<ObjectKey> controller() {
        var controller = Controller.ofObjects(
                        new Controller.Identity("nodepool.registrationhealth", "karpenter.sh", "NodePool"),
                        Concurrency.scaled(context.cpuRequestMillis(), 10, 1000),
                        RetryPolicy.standard(),
                        context.clock(),
                        this)
                .watchEach(context.stores().nodePools(), pool -> List.of(ObjectKey.of(pool)));
        PoolWakeups.onNodeClassChange(context.stores(), controller::trigger);
        return controller;
    }

    /// What is to be done about a pool's memory.
    sealed interface Decision {
        /// It stands.
        record Keep() implements Decision {}

        /// Begin with these results, which say the same as the condition.
        record TakeUp(RecentRegistrations results) implements Decision {}

        /// Forget everything and say Unknown.
        record Reset() implements Decision {}
    }

    /// Decides for a pool.
    ///
    /// @param condition its `NodeRegistrationHealthy`, null without
    /// @param poolGeneration its generation
    /// @param known whether there is memory of it
    /// @param nodeClassChanged whether its node class is of another generation than the memory is about
    static Decision decide(
            @Nullable Condition condition, long poolGeneration, boolean known, boolean nodeClassChanged) {
        if (condition == null || !condition.observed(poolGeneration) || nodeClassChanged) {
            return new Decision.Reset();
        }
        if (known) {
            return new Decision.Keep();
        }
        return switch (condition.status()) {
            case TRUE -> new Decision.TakeUp(RecentRegistrations.NONE.with(true));
            case FALSE ->
                new Decision.TakeUp(RecentRegistrations.NONE.with(false).with(false));
            case UNKNOWN -> new Decision.Keep();
        };
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        NodePool pool = context.stores().nodePools().find(key);
        if (pool == null) {
            return Requeue.none();
        }
        PoolDraft draft = PoolDraft.of(pool);
        GenericKubernetesResource nodeClass = context.stores().nodeClasses().find(draft.nodeClass());
        if (nodeClass == null || !context.stores().nodeClasses().supports(draft.nodeClass())) {
            return Requeue.none();
        }
        Instant now = context.clock().instant();
        long generation = Objects.requireNonNullElse(nodeClass.getMetadata().getGeneration(), 0L);
        Condition condition = draft.conditions(now).get(ConditionTypes.NODE_REGISTRATION_HEALTHY);
        Long observed = draft.status().nodeClassObservedGeneration();
        boolean nodeClassChanged = observed == null || observed != generation;
        switch (decide(condition, draft.generation(), health.knows(pool), nodeClassChanged)) {
            case Decision.Keep _ -> {}
            case Decision.TakeUp(var results) -> health.begin(pool, results);
            case Decision.Reset _ -> {
                health.begin(pool, RecentRegistrations.NONE);
                draft.conditions(draft.conditions(now)
                        .withUnknown(
                                ConditionTypes.NODE_REGISTRATION_HEALTHY,
                                ConditionReasons.AWAITING_RECONCILIATION,
                                "object is awaiting reconciliation",
                                now));
            }
        }
        draft.observed(generation);
        return Writes.then(draft.save(context.stores().nodePools()), Requeue.none());
    }
}
