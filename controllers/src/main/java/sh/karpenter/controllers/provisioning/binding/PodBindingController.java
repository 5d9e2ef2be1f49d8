package sh.karpenter.controllers.provisioning.binding;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.controllers.event.ObjectEvent.Subject;
import sh.karpenter.controllers.ingest.LiveCluster;
import sh.karpenter.controllers.provisioning.PoolCatalogues;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.store.BindOutcome;

/// Binds planned pods as soon as their machine takes them.
///
/// The scheduler goes on beside it. Whoever binds a pod first wins; the other hears that it is bound already.
public final class PodBindingController {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final ControllerContext context;
    private final LiveCluster cluster;
    private final PlannedPods plans;
    private final PoolCatalogues catalogues;
    private final SchedulingOptions options;

    /// @param plans what the provisioner planned
    /// @param options those of provisioning
    public PodBindingController(
            ControllerContext context,
            LiveCluster cluster,
            PlannedPods plans,
            PoolCatalogues catalogues,
            SchedulingOptions options) {
        this.context = context;
        this.cluster = cluster;
        this.plans = plans;
        this.catalogues = catalogues;
        this.options = options;
    }

    /// The controller with everything that wakes it: news of any node.
    public Controller<Controller.Singleton> controller() {
        return Controller.singleton("pod.binding", context.clock(), this::reconcile)
                .watchEach(
                        context.stores().nodes(),
                        _ -> plans.isEmpty() ? List.of() : List.of(Controller.Singleton.ONLY));
    }

    private Requeue reconcile() {
        if (plans.isEmpty() || !cluster.synced()) {
            return Requeue.after(AGAIN);
        }
        ClusterSnapshot snapshot = cluster.snapshot();
        var decision = DirectBinding.decide(
                snapshot,
                plans.byMachine(),
                catalogues.provisioning(snapshot.nodePools()),
                context.provider().labels(),
                options,
                context.clock().instant());
        decision.leave().forEach(plans::forget);
        decision.bind().forEach(this::bind);
        return decision.more() ? Requeue.now() : Requeue.after(AGAIN);
    }

    private void bind(String nodeName, List<Pod> pods) {
        Node node = context.stores().nodes().find(ObjectKey.of(nodeName));
        if (node == null || Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
            return;
        }
        var bound = new ArrayList<String>();
        for (Pod pod : pods) {
            switch (context.stores().pods().bind(pod, nodeName)) {
                case BindOutcome.Bound _ -> {
                    plans.bound(pod);
                    bound.add(pod.qualifiedName());
                    context.events()
                            .publish(ObjectEvent.normal(
                                    Subject.of(pod),
                                    "Scheduled",
                                    "Successfully assigned " + pod.qualifiedName() + " to " + nodeName));
                }
                case BindOutcome.Gone _ -> plans.forget(pod);
                case BindOutcome.NotOurs(var reason) -> left(pod, reason);
                case BindOutcome.Refused(var message) -> left(pod, message);
            }
        }
        if (!bound.isEmpty()) {
            log.atInfo()
                    .addKeyValue("Node", Map.of("name", nodeName))
                    .addKeyValue("Pods", String.join(", ", bound))
                    .log("bound pod(s)");
        }
    }

    private void left(Pod pod, String reason) {
        plans.forget(pod);
        log.atDebug()
                .addKeyValue("Pod", Map.of("name", pod.name(), "namespace", pod.namespace()))
                .addKeyValue("reason", reason)
                .log("left pod to its scheduler");
    }
}
