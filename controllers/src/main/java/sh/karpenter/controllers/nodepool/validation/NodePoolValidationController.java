package sh.karpenter.controllers.nodepool.validation;

import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.nodepool.pool.PoolDraft;
import sh.karpenter.controllers.write.Writes;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.condition.ConditionReasons;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.api.condition.Conditions;
import sh.karpenter.kube.api.validation.Findings;
import sh.karpenter.kube.api.validation.InvalidValues;
import sh.karpenter.kube.api.validation.NodePoolValidation;
import sh.karpenter.kube.api.validation.ValidationRules;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;
import sh.karpenter.kube.mapping.NodePoolMapping;

/// Keeps the condition `ValidationSucceeded` of pools, and `DisruptionSettingsReadable` of those of which it is
/// False.
public final class NodePoolValidationController implements Reconciler<ObjectKey> {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final int WORKERS = 10;

    private final ControllerContext context;
    private final ValidationRules rules;

    /// A controller that has seen nothing yet.
    public NodePoolValidationController(ControllerContext context) {
        this.context = context;
        this.rules = new ValidationRules(
                context.provider().labels(), ValidationRules.core().knownValues());
    }

    /// The controller with everything that wakes it.
    public Controller<ObjectKey> controller() {
        return Controller.ofObjects(
                        new Controller.Identity("nodepool.validation", "karpenter.sh", "NodePool"),
                        WORKERS,
                        RetryPolicy.standard(),
                        context.clock(),
                        this)
                .watchEach(context.stores().nodePools(), pool -> List.of(ObjectKey.of(pool)));
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
        Findings findings = NodePoolValidation.check(pool.getSpec(), rules);
        for (InvalidValues warning : findings.warnings()) {
            log.atError()
                    .addKeyValue("key", warning.key())
                    .addKeyValue("valid-values", warning.valid())
                    .addKeyValue("invalid-values", warning.invalid())
                    .log(InvalidValues.MESSAGE);
        }
        Instant now = context.clock().instant();
        var conditions = draft.conditions(now);
        conditions = findings.passed()
                ? conditions.withTrue(ConditionTypes.VALIDATION_SUCCEEDED, now)
                : conditions.withFalse(
                        ConditionTypes.VALIDATION_SUCCEEDED,
                        ConditionReasons.NODE_POOL_VALIDATION_FAILED,
                        findings.joined(),
                        now);
        draft.conditions(settingsReadable(pool, conditions, now));
        return Writes.then(draft.save(context.stores().nodePools()), Requeue.none());
    }

    /// What cannot be read stops disruption, not the launch of machines, so it has a condition of its own.
    private static Conditions settingsReadable(NodePool pool, Conditions conditions, Instant now) {
        List<String> problems = DisruptionBudgets.problems(NodePoolMapping.toCore(pool));
        return problems.isEmpty()
                ? conditions.without(ConditionTypes.DISRUPTION_SETTINGS_READABLE)
                : conditions.withFalse(
                        ConditionTypes.DISRUPTION_SETTINGS_READABLE,
                        ConditionReasons.DISRUPTION_SETTINGS_UNREADABLE,
                        String.join("; ", problems) + ". No node of the pool is disrupted voluntarily while that is so",
                        now);
    }
}
