package sh.karpenter.controllers.nodeclaim.disruption;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.nodeclaim.claim.ClaimDraft;
import sh.karpenter.controllers.write.Writes;
import sh.karpenter.core.cloud.CatalogueOutcome;
import sh.karpenter.core.cloud.DriftOutcome;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.api.condition.Conditions;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Concurrency;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;
import sh.karpenter.kube.client.store.ChangeListener;
import sh.karpenter.kube.mapping.NodeClaimMapping;
import sh.karpenter.kube.mapping.NodePoolMapping;

/// Keeps the conditions Consolidatable and Drifted of claims.
public final class ClaimDisruptionController implements Reconciler<ObjectKey> {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final Duration DRIFT_INTERVAL = Duration.ofMinutes(5);
    private static final Duration TYPE_CHECK_AGE = Duration.ofHours(1);
    private static final Duration TYPE_CHECK_INTERVAL = Duration.ofMinutes(30);

    private final ControllerContext context;
    private final ConcurrentHashMap<String, Instant> typeChecked = new ConcurrentHashMap<>();

    /// A controller that has seen nothing yet.
    public ClaimDisruptionController(ControllerContext context) {
        this.context = context;
    }

    /// The controller with everything that wakes it: claims, and pools and node classes with all claims of
    /// theirs. Changes of pods arrive as claims, whose last pod event they move.
    public Controller<ObjectKey> controller() {
        var controller = Controller.ofObjects(
                        new Controller.Identity("nodeclaim.disruption", "karpenter.sh", "NodeClaim"),
                        Concurrency.scaled(context.cpuRequestMillis(), 10, 1000),
                        RetryPolicy.standard(),
                        context.clock(),
                        this)
                .watchEach(context.stores().nodeClaims(), claim -> List.of(ObjectKey.of(claim)))
                .watchEach(
                        context.stores().nodePools(),
                        pool -> claimsWith(
                                LabelKeys.NODE_POOL, pool.getMetadata().getName()));
        context.stores().nodeClasses().subscribe(new ChangeListener<>() {
            @Override
            public void present(@Nullable GenericKubernetesResource before, GenericKubernetesResource now) {
                claimsOfNodeClass(now.getKind(), now.getMetadata().getName()).forEach(controller::trigger);
            }

            @Override
            public void gone(GenericKubernetesResource last) {}
        });
        return controller;
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        var wire = context.stores().nodeClaims().find(key);
        if (wire == null) {
            return Requeue.none();
        }
        ClaimDraft draft = ClaimDraft.of(wire);
        var wirePool = context.stores().nodePools().find(draft.nodePool());
        if (draft.deletion() != null
                || draft.nodePool().isEmpty()
                || wirePool == null
                || !context.stores().nodeClasses().supports(draft.nodeClass())) {
            typeChecked.remove(draft.uid());
            return Requeue.none();
        }
        NodePool pool = NodePoolMapping.toCore(wirePool);
        Requeue requeue = consolidatable(draft, pool).sooner(drifted(draft, pool));
        return Writes.then(draft.save(context.stores().nodeClaims()), requeue);
    }

    private Requeue consolidatable(ClaimDraft draft, NodePool pool) {
        if (pool.isStatic()) {
            return Requeue.none();
        }
        Conditions conditions = draft.conditions(now());
        Condition initialized = conditions.get(ConditionTypes.INITIALIZED);
        return switch (Consolidatable.decide(
                pool.disruption().consolidateAfter(),
                initialized != null && conditions.isTrue(ConditionTypes.INITIALIZED)
                        ? initialized.lastTransitionTime()
                        : null,
                draft.status().lastPodEventTime(),
                now())) {
            case Consolidatable.Decision.Allow _ -> {
                if (!conditions.isTrue(ConditionTypes.CONSOLIDATABLE)) {
                    log.atDebug().log("marking consolidatable");
                }
                draft.conditions(conditions.withTrue(ConditionTypes.CONSOLIDATABLE, now()));
                yield Requeue.none();
            }
            case Consolidatable.Decision.Forbid(var reason, var wait) -> {
                if (conditions.get(ConditionTypes.CONSOLIDATABLE) != null) {
                    log.atDebug().addKeyValue("reason", reason).log("removing consolidatable status condition");
                }
                draft.conditions(conditions.without(ConditionTypes.CONSOLIDATABLE));
                yield wait == null ? Requeue.none() : Requeue.after(wait);
            }
        };
    }

    private Requeue drifted(ClaimDraft draft, NodePool pool) {
        Conditions conditions = draft.conditions(now());
        if (!conditions.isTrue(ConditionTypes.LAUNCHED)) {
            draft.conditions(conditions.without(ConditionTypes.DRIFTED));
            return Requeue.none();
        }
        return switch (drift(draft, pool)) {
            case DriftAnswer.Drifted(var reason) -> {
                if (!conditions.isTrue(ConditionTypes.DRIFTED)) {
                    log.atDebug().addKeyValue("reason", reason).log("marking drifted");
                }
                draft.conditions(conditions.withTrue(ConditionTypes.DRIFTED, reason, reason, now()));
                yield Requeue.after(DRIFT_INTERVAL);
            }
            case DriftAnswer.InSync _ -> {
                if (conditions.get(ConditionTypes.DRIFTED) != null) {
                    log.atDebug().log("removing drifted status condition, not drifted");
                }
                draft.conditions(conditions.without(ConditionTypes.DRIFTED));
                yield Requeue.after(DRIFT_INTERVAL);
            }
            case DriftAnswer.Unknown(var requeue) -> requeue;
        };
    }

    private DriftAnswer drift(ClaimDraft draft, NodePool pool) {
        NodeClaim claim = NodeClaimMapping.toCore(draft.claim());
        var vocabulary = context.provider().labels();
        String reason = Drift.template(pool.hash(), pool.hashVersion(), claim.annotations());
        if (reason == null) {
            reason = Drift.requirements(pool.requirements(), claim.labels(), vocabulary);
        }
        if (reason == null && typeCheckDue(draft)) {
            switch (context.provider().instanceTypes(pool)) {
                case CatalogueOutcome.Catalogue(var types, var generation) -> {
                    reason = Drift.instanceType(types, claim.labels(), vocabulary);
                    if (reason == null) {
                        typeChecked.put(draft.uid(), now());
                    }
                }
                case CatalogueOutcome.NotEvaluated _ -> {
                    return new DriftAnswer.Unknown(Requeue.after(DRIFT_INTERVAL));
                }
                case CatalogueOutcome.Failed(var kind, var message) -> {
                    return failed("getting instance types, " + message);
                }
            }
        }
        return reason == null ? providerDrift(claim) : new DriftAnswer.Drifted(reason);
    }

    private DriftAnswer providerDrift(NodeClaim claim) {
        return switch (context.provider().drift(claim)) {
            case DriftOutcome.InSync _ -> new DriftAnswer.InSync();
            case DriftOutcome.Drifted(var reason) -> new DriftAnswer.Drifted(reason);
            case DriftOutcome.InstanceGone _ -> new DriftAnswer.Unknown(Requeue.none());
            case DriftOutcome.Failed(var kind, var message) -> failed("determining drift, " + message);
        };
    }

    private static DriftAnswer failed(String message) {
        log.atError().addKeyValue("error", message).log("Reconciler error");
        return new DriftAnswer.Unknown(Requeue.backoff());
    }

    private boolean typeCheckDue(ClaimDraft draft) {
        Instant checked = typeChecked.get(draft.uid());
        return draft.created().plus(TYPE_CHECK_AGE).isBefore(now())
                && (checked == null || !now().isBefore(checked.plus(TYPE_CHECK_INTERVAL)));
    }

    private List<ObjectKey> claimsWith(String label, String value) {
        return context.stores().nodeClaims().list().stream()
                .filter(claim -> claim.getMetadata().getLabels() != null
                        && value.equals(claim.getMetadata().getLabels().get(label)))
                .map(ObjectKey::of)
                .toList();
    }

    private List<ObjectKey> claimsOfNodeClass(String kind, String name) {
        return context.stores().nodeClaims().list().stream()
                .filter(claim -> {
                    var reference = claim.getSpec().nodeClassRef();
                    return reference.kind().equals(kind) && reference.name().equals(name);
                })
                .map(ObjectKey::of)
                .toList();
    }

    private Instant now() {
        return context.clock().instant();
    }
}
