package sh.karpenter.controllers.provisioning;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Concurrency;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Controller.Identity;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;
import sh.karpenter.kube.client.store.Nodes;
import sh.karpenter.kube.client.store.Pods;

/// What asks for provisioning: pods that the Kubernetes scheduler gave up, and nodes whose pods will need
/// another place. Both ask again every ten seconds for as long as it is so.
public final class ProvisioningTriggers {
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private ProvisioningTriggers() {}

    /// The controller that watches pods.
    ///
    /// @param trigger takes the uid of what asks
    public static Controller<ObjectKey> ofPods(
            Pods pods, Consumer<String> trigger, InstantSource clock, long cpuRequestMillis) {
        var controller = Controller.ofObjects(
                new Identity("provisioner.trigger.pod", "", "Pod"),
                Concurrency.scaled(cpuRequestMillis, 10, 1000),
                RetryPolicy.standard(),
                clock,
                key -> react(decide(pods.find(key)), trigger));
        return controller.watch(
                pods,
                (_, pod) -> pod != null && pod.provisionable()
                        ? List.of(new ObjectKey(pod.namespace(), pod.name()))
                        : List.of());
    }

    /// The controller that watches nodes.
    ///
    /// @param trigger takes the uid of what asks
    public static Controller<ObjectKey> ofNodes(
            Nodes nodes, Consumer<String> trigger, InstantSource clock, long cpuRequestMillis) {
        var controller = Controller.ofObjects(
                new Identity("provisioner.trigger.node", "", "Node"),
                Concurrency.scaled(cpuRequestMillis, 10, 1000),
                RetryPolicy.standard(),
                clock,
                key -> react(decide(nodes.find(key)), trigger));
        return controller.watch(
                nodes, (_, node) -> node != null && disrupted(node) ? List.of(ObjectKey.of(node)) : List.of());
    }

    static Demand decide(@Nullable Pod pod) {
        return pod != null && pod.provisionable() ? new Demand.Provision(pod.uid()) : new Demand.None();
    }

    static Demand decide(@Nullable Node node) {
        return node != null && disrupted(node)
                ? new Demand.Provision(node.getMetadata().getUid())
                : new Demand.None();
    }

    private static boolean disrupted(Node node) {
        return node.getSpec() != null
                && node.getSpec().getTaints().stream()
                        .anyMatch(taint -> LabelKeys.DISRUPTED_TAINT.equals(taint.getKey())
                                && "NoSchedule".equals(taint.getEffect()));
    }

    private static Requeue react(Demand demand, Consumer<String> trigger) {
        return switch (demand) {
            case Demand.None _ -> Requeue.none();
            case Demand.Provision(var element) -> {
                trigger.accept(element);
                yield Requeue.after(AGAIN);
            }
        };
    }

    /// Whether an object asks for provisioning.
    sealed interface Demand {
        /// It does not.
        record None() implements Demand {}

        /// It does.
        record Provision(String element) implements Demand {}
    }
}
