package sh.karpenter.local.kubelets;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import sh.karpenter.local.kubelets.node.NodeSpec.NodeSystem;
import sh.karpenter.local.kubelets.pod.PodTimings;

/// How simulated kubelets behave.
///
/// @param serves which nodes have no kubelet of their own and are to be served
/// @param pods how long pods take
/// @param nodeReady from the appearance of a node that somebody else created until it is ready
/// @param leaseSeconds how long a lease lasts; it is renewed four times as often
/// @param system what runs on nodes that somebody else created
/// @param storage drivers on every node that somebody else created, with how many volumes each can attach (0 for no
/// limit)
/// @param podEvents whether to write events about containers being pulled, created and started
public record KubeletSettings(
        Predicate<Node> serves,
        PodTimings pods,
        Duration nodeReady,
        int leaseSeconds,
        NodeSystem system,
        Map<String, Integer> storage,
        boolean podEvents) {

    /// Serves every node, at a pace to watch.
    ///
    /// @param version of the kubelets, for example `v1.33.5`
    public static KubeletSettings demo(String version) {
        return new KubeletSettings(
                _ -> true,
                PodTimings.demo(),
                Duration.ofSeconds(1),
                40,
                NodeSystem.linux("amd64", version),
                Map.of(),
                true);
    }

    /// Serves every node, everything at once.
    public static KubeletSettings instant(String version) {
        return demo(version).withPods(PodTimings.instant()).withNodeReady(Duration.ZERO);
    }

    public KubeletSettings serving(Predicate<Node> other) {
        return new KubeletSettings(other, pods, nodeReady, leaseSeconds, system, storage, podEvents);
    }

    public KubeletSettings withPods(PodTimings other) {
        return new KubeletSettings(serves, other, nodeReady, leaseSeconds, system, storage, podEvents);
    }

    public KubeletSettings withNodeReady(Duration other) {
        return new KubeletSettings(serves, pods, other, leaseSeconds, system, storage, podEvents);
    }
}
