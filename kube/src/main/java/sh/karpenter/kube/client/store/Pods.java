package sh.karpenter.kube.client.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.kube.mapping.MappedPod;

/// The pods of all namespaces, reduced while they are read to what decisions need: a cluster may have 100,000.
public interface Pods extends Store<Pod> {

    /// The pods bound to a node, ended ones included, in order of namespace and name.
    List<Pod> onNode(String nodeName);

    /// Pods that could not be understood, in order of namespace and name. They are in no other list.
    List<MappedPod.Malformed> malformed();

    /// Asks the server to evict a pod, if it still is this very one.
    EvictionOutcome evict(Pod pod);

    /// Binds a pod to a node, if it still is this very one, unbound, without scheduling gates, and left to the
    /// default scheduler: for others somebody else decides. Source: Kubernetes, binding subresource.
    BindOutcome bind(Pod pod, String nodeName);

    /// Starts deleting a pod, if it still is this very one, past every budget.
    ///
    /// @param gracePeriodSeconds how long it may take to stop; null for its own
    DeleteOutcome delete(Pod pod, @Nullable Long gracePeriodSeconds);
}
