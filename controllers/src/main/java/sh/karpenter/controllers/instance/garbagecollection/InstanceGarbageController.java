package sh.karpenter.controllers.instance.garbagecollection;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.nodeclaim.claim.ClaimDraft;
import sh.karpenter.controllers.write.Writes;
import sh.karpenter.core.cloud.FindOutcome;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.cloud.TerminateOutcome;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Requeue;

/// Terminates machines that no claim knows, and deletes their nodes: every ten seconds at first, since a
/// restart is when there may be some, then every two minutes.
public final class InstanceGarbageController {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final int EAGER_PASSES = 20;
    private static final Duration EAGER = Duration.ofSeconds(10);
    private static final Duration INTERVAL = Duration.ofMinutes(2);

    private final ControllerContext context;
    private int passes;

    /// A controller that has seen nothing yet.
    public InstanceGarbageController(ControllerContext context) {
        this.context = context;
    }

    /// The loop.
    public Controller<Controller.Singleton> controller() {
        return Controller.singleton("instance.garbagecollection", context.clock(), this::collect);
    }

    /// One pass.
    Requeue collect() {
        return switch (context.provider().list()) {
            case FindOutcome.Failed(var kind, var message) -> {
                log.atError()
                        .addKeyValue("error", "listing instances, " + message)
                        .log("Reconciler error");
                yield Requeue.backoff();
            }
            case FindOutcome.Found(var machines) -> collect(machines);
        };
    }

    /// A pass that could not end every machine does not count, and comes again soon.
    private Requeue collect(List<Instance> machines) {
        List<sh.karpenter.kube.api.NodeClaim> claims = context.stores().nodeClaims().list().stream()
                .filter(claim -> context.stores()
                        .nodeClasses()
                        .supports(ClaimDraft.of(claim).nodeClass()))
                .toList();
        boolean ended = true;
        for (Instance machine :
                InstanceGarbage.decide(machines, claims, context.clock().instant())) {
            ended &= terminate(machine);
        }
        if (!ended) {
            return Requeue.backoff();
        }
        passes++;
        return Requeue.after(passes <= EAGER_PASSES ? EAGER : INTERVAL);
    }

    private boolean terminate(Instance machine) {
        return switch (context.provider().terminate(stub(machine))) {
            case TerminateOutcome.Failed(var kind, var message) -> {
                log.atError()
                        .addKeyValue("provider-id", machine.providerId())
                        .addKeyValue("error", message)
                        .log("failed garbage collecting instance");
                yield false;
            }
            case TerminateOutcome.Terminating _, TerminateOutcome.Gone _ -> {
                log.atDebug()
                        .addKeyValue("provider-id", machine.providerId())
                        .log("garbage collected cloudprovider instance");
                context.stores().nodes().byProviderId(machine.providerId()).forEach(node -> {
                    if (Writes.deleting(context.stores().nodes().delete(node))) {
                        log.atDebug()
                                .addKeyValue("provider-id", machine.providerId())
                                .log("garbage collected node");
                    }
                });
                yield true;
            }
        };
    }

    /// What a provider needs of a claim to terminate its machine.
    private static NodeClaim stub(Instance machine) {
        return new NodeClaim(
                machine.claimName(),
                "",
                Instant.EPOCH,
                null,
                machine.labels(),
                machine.annotations(),
                new NodeClaim.Spec(
                        List.of(), Resources.none(), List.of(), List.of(), new NodeClassRef("", "", ""), null, null),
                new NodeClaim.Status(
                        machine.providerId(),
                        "",
                        machine.imageId(),
                        machine.capacity(),
                        machine.allocatable(),
                        new TreeMap<>(),
                        null));
    }
}
