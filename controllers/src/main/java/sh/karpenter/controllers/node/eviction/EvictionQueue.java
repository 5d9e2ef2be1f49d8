package sh.karpenter.controllers.node.eviction;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.controllers.event.ObjectEvent.Subject;
import sh.karpenter.controllers.log.LogValues;
import sh.karpenter.controllers.metric.MetricLabels;
import sh.karpenter.controllers.node.NodeFacts;
import sh.karpenter.controllers.node.drain.DrainMode;
import sh.karpenter.controllers.write.Writes;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Concurrency;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;
import sh.karpenter.kube.client.store.EvictionOutcome;

/// Moves pods off their nodes: asks for their eviction again and again until budgets allow it, and deletes
/// those whose time is over.
///
/// The queue is in memory. After a restart the controllers that drain nodes put the same pods in again.
public final class EvictionQueue {
    private static final Logger log = LoggerFactory.getLogger("controller");

    private final ControllerContext context;
    private final ConcurrentHashMap<Entry, EvictionRequest> requests = new ConcurrentHashMap<>();
    private final Controller<Entry> controller;

    /// A pod that has to go.
    ///
    /// @param pod its name
    /// @param uid which pod of that name
    public record Entry(ObjectKey pod, String uid) {}

    /// An empty queue.
    public EvictionQueue(ControllerContext context) {
        this.context = context;
        int workers = Concurrency.scaled(context.cpuRequestMillis(), 100, 5000);
        this.controller = Controller.of(
                Controller.Identity.named("eviction-queue"),
                workers,
                RetryPolicy.of(Duration.ofMillis(100), Duration.ofSeconds(10), workers),
                context.clock(),
                Entry::pod,
                this::reconcile);
    }

    /// What works the queue off.
    public Controller<Entry> controller() {
        return controller;
    }

    /// Asks for pods to go. Pods that are in the queue already stay where they are in it.
    ///
    /// @param deadline when the drain's time is over, null for never
    public void add(List<Pod> pods, @Nullable Instant deadline, DrainMode mode) {
        var request = new EvictionRequest(deadline, mode);
        for (Pod pod : pods) {
            var entry = new Entry(new ObjectKey(pod.namespace(), pod.name()), pod.uid());
            EvictionRequest before = requests.get(entry);
            EvictionRequest merged = Objects.requireNonNull(requests.merge(entry, request, EvictionRequest::and));
            if (!merged.equals(before)) {
                controller.trigger(entry);
            }
        }
    }

    /// How many pods are waiting to go.
    public int size() {
        return requests.size();
    }

    Requeue reconcile(Entry entry) {
        EvictionRequest request = requests.get(entry);
        if (request == null) {
            return Requeue.none();
        }
        Pod found = context.stores().pods().find(entry.pod());
        Pod pod = found != null && found.uid().equals(entry.uid()) ? found : null;
        ObjectEvent notice =
                pod == null ? null : DoNotDisruptNotice.of(pod, context.clock().instant());
        if (notice != null) {
            context.events().publish(notice);
        }
        return switch (Eviction.decide(pod, request, context.clock().instant())) {
            case Eviction.Step.Drop _ -> drop(entry);
            case Eviction.Step.Later _ -> Requeue.backoff();
            case Eviction.Step.Delete(var graceSeconds) ->
                delete(entry, Objects.requireNonNull(pod), request, graceSeconds);
            case Eviction.Step.Evict _ -> evict(entry, Objects.requireNonNull(pod));
        };
    }

    private Requeue delete(Entry entry, Pod pod, EvictionRequest request, long graceSeconds) {
        if (Writes.deleting(context.stores().pods().delete(pod, graceSeconds))) {
            long own = Objects.requireNonNullElse(pod.terminationGracePeriodSeconds(), 0L);
            context.events()
                    .publish(ObjectEvent.normal(
                                    Subject.of(pod),
                                    "Disrupted",
                                    "Deleting the pod to accommodate the terminationTime " + request.deadline()
                                            + " of the node. The pod was granted " + graceSeconds
                                            + " seconds of grace-period of its " + own
                                            + " terminationGracePeriodSeconds. This bypasses the PDB of the pod and the"
                                            + " do-not-disrupt annotation.")
                            .sameAs(pod.name()));
            log.atDebug()
                    .addKeyValue("Pod", LogValues.reference(pod))
                    .addKeyValue("pod.terminationGracePeriodSeconds", own)
                    .addKeyValue("delete.gracePeriodSeconds", graceSeconds)
                    .addKeyValue("nodeclaim.terminationTime", request.deadline())
                    .log("deleting pod");
        }
        return drop(entry);
    }

    private Requeue evict(Entry entry, Pod pod) {
        return switch (context.stores().pods().evict(pod)) {
            case EvictionOutcome.Evicted _ -> {
                counted(200);
                String reason = reason(pod);
                context.events()
                        .publish(ObjectEvent.normal(Subject.of(pod), "Evicted", "Evicted pod: " + reason)
                                .sameAs(pod.name()));
                context.meters().count("pods_drained_total", MetricLabels.of("reason", reason), 1);
                yield drop(entry);
            }
            case EvictionOutcome.Gone(var code) -> {
                counted(code);
                yield drop(entry);
            }
            case EvictionOutcome.BlockedByBudget _ -> {
                counted(429);
                yield blocked(entry, pod, "evicting pod violates a PDB");
            }
            case EvictionOutcome.SeveralBudgets _ -> {
                counted(500);
                yield blocked(entry, pod, "eviction does not support multiple PDBs");
            }
            case EvictionOutcome.Refused(var code, var message) -> {
                counted(code);
                log.atError()
                        .addKeyValue("error", "evicting pod " + pod.qualifiedName() + ", " + message)
                        .log("Reconciler error");
                yield Requeue.backoff();
            }
        };
    }

    private Requeue blocked(Entry entry, Pod pod, String why) {
        Node node = context.stores().nodes().find(pod.nodeName());
        if (node == null) {
            return drop(entry);
        }
        context.events()
                .publish(ObjectEvent.warning(
                                Subject.of(node),
                                "FailedDraining",
                                "Failed to drain node, " + why + " (Pod=" + pod.qualifiedName() + ")")
                        .sameAs(pod.nodeName()));
        return Requeue.backoff();
    }

    private Requeue drop(Entry entry) {
        requests.remove(entry);
        return Requeue.none();
    }

    private void counted(int code) {
        context.meters().count("pods_eviction_requests_total", MetricLabels.of("code", Integer.toString(code)), 1);
    }

    /// Why the pod's node is being disrupted; empty when node or claim are not known.
    private String reason(Pod pod) {
        Node node = context.stores().nodes().find(pod.nodeName());
        if (node == null) {
            return "";
        }
        List<NodeClaim> claims = context.stores().nodeClaims().byProviderId(NodeFacts.providerId(node));
        if (claims.size() != 1) {
            return "";
        }
        var conditions = claims.getFirst().statusOrEmpty().conditions();
        if (conditions != null) {
            for (var condition : conditions) {
                if (condition.type().equals(ConditionTypes.DISRUPTION_REASON)
                        && condition.status() == ConditionStatus.TRUE) {
                    return condition.reason();
                }
            }
        }
        return "Forceful Termination";
    }
}
