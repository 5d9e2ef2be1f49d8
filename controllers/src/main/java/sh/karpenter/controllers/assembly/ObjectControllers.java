package sh.karpenter.controllers.assembly;

import java.util.List;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.instance.garbagecollection.InstanceGarbageController;
import sh.karpenter.controllers.node.eviction.EvictionQueue;
import sh.karpenter.controllers.node.termination.NodeTerminationController;
import sh.karpenter.controllers.nodeclaim.consistency.ConsistencyController;
import sh.karpenter.controllers.nodeclaim.disruption.ClaimDisruptionController;
import sh.karpenter.controllers.nodeclaim.expiration.ExpirationController;
import sh.karpenter.controllers.nodeclaim.garbagecollection.ClaimGarbageController;
import sh.karpenter.controllers.nodeclaim.hydration.HydrationController;
import sh.karpenter.controllers.nodeclaim.lifecycle.ClaimPods;
import sh.karpenter.controllers.nodeclaim.lifecycle.NodeClaimLifecycleController;
import sh.karpenter.controllers.nodeclaim.podevents.PodEventsController;
import sh.karpenter.controllers.nodepool.counter.NodePoolCounterController;
import sh.karpenter.controllers.nodepool.counter.PoolUsage;
import sh.karpenter.controllers.nodepool.hash.NodePoolHashController;
import sh.karpenter.controllers.nodepool.readiness.NodePoolReadinessController;
import sh.karpenter.controllers.nodepool.registrationhealth.RegistrationHealth;
import sh.karpenter.controllers.nodepool.registrationhealth.RegistrationHealthController;
import sh.karpenter.controllers.nodepool.validation.NodePoolValidationController;
import sh.karpenter.controllers.status.StatusController;
import sh.karpenter.kube.client.runtime.Controller;

/// Every controller that looks at one claim, one node or one pool at a time, each already watching what wakes it.
public final class ObjectControllers {
    private ObjectControllers() {}

    /// The controllers, ready to be started. They share nothing but what they are given, the eviction queue and
    /// the memory
    /// of registrations.
    ///
    /// @param pods knows which pods wait for a claim
    /// @param usage knows what the nodes of a pool have
    public static List<Controller<?>> all(ControllerContext context, ClaimPods pods, PoolUsage usage) {
        var evictions = new EvictionQueue(context);
        var health = new RegistrationHealth(context.stores().nodePools(), context.clock());
        var hydration = new HydrationController(context);
        return List.of(
                new NodePoolValidationController(context).controller(),
                new NodePoolReadinessController(context).controller(),
                new NodePoolHashController(context).controller(),
                new NodePoolCounterController(context, usage).controller(),
                new RegistrationHealthController(context, health).controller(),
                new NodeClaimLifecycleController(context, health, pods).controller(),
                new ClaimDisruptionController(context).controller(),
                new ExpirationController(context).controller(),
                new PodEventsController(context).controller(),
                new ConsistencyController(context).controller(),
                new ClaimGarbageController(context).controller(),
                new InstanceGarbageController(context).controller(),
                hydration.claims(),
                hydration.nodes(),
                new NodeTerminationController(context, evictions).controller(),
                evictions.controller());
    }

    /// The controllers that only tell how conditions move; they can be left out.
    public static List<Controller<?>> observing(ControllerContext context) {
        return List.of(
                StatusController.ofClaims(context).controller(),
                StatusController.ofPools(context).controller(),
                StatusController.ofNodes(context).controller());
    }
}
