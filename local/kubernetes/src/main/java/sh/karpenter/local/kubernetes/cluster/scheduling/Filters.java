package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.cluster.object.Taint;
import sh.karpenter.local.kubernetes.cluster.scheduling.Filter.Preparation;

/// All filters in the order in which the scheduler asks them. The first that refuses a node names the reason.
final class Filters {
    private static final Taint CORDONED = new Taint("node.kubernetes.io/unschedulable", "", "NoSchedule");

    static final List<Filter> ALL = List.of(
            Filters::unschedulable,
            Filters::taints,
            Filters::nodeAffinity,
            Filters::hostPorts,
            new ResourceFilter(),
            new VolumeFilter(),
            new SpreadFilter(),
            new PodAffinityFilter());

    /// All filters prepared for one pod.
    ///
    /// @param impossible why no node can take the pod, null when nodes have to be asked
    record Prepared(List<Filter.Check> checks, @Nullable String impossible) {
        @Nullable
        Refusal refuse(NodeEntry node) {
            for (Filter.Check check : checks) {
                Refusal refusal = check.refuse(node);
                if (refusal != null) {
                    return refusal;
                }
            }
            return null;
        }
    }

    private Filters() {}

    static Prepared prepare(PodFacts pod, ClusterPicture picture) {
        List<Filter.Check> checks = new ArrayList<>();
        for (Filter filter : ALL) {
            switch (filter.prepare(pod, picture)) {
                case Preparation.Ready(Filter.Check check) -> checks.add(check);
                case Preparation.Nothing() -> {}
                case Preparation.Impossible(String message) -> {
                    return new Prepared(List.of(), message);
                }
            }
        }
        return new Prepared(checks, null);
    }

    private static Preparation unschedulable(PodFacts pod, ClusterPicture picture) {
        if (CORDONED.toleratedBy(pod.shape().tolerations())) {
            return Preparation.nothing();
        }
        return Preparation.ready(
                node -> node.unschedulable() ? Refusal.unresolvable("node(s) were unschedulable") : null);
    }

    private static Preparation taints(PodFacts pod, ClusterPicture picture) {
        return Preparation.ready(node -> {
            Taint taint = Taint.firstUntolerated(node.taints(), pod.shape().tolerations());
            return taint == null
                    ? null
                    : Refusal.unresolvable(
                            "node(s) had untolerated taint {" + taint.key() + ": " + taint.value() + "}");
        });
    }

    private static Preparation nodeAffinity(PodFacts pod, ClusterPicture picture) {
        PodShape shape = pod.shape();
        if (shape.nodeSelector().isEmpty() && shape.nodeAffinity() == null) {
            return Preparation.nothing();
        }
        Refusal refusal = Refusal.unresolvable("node(s) didn't match Pod's node affinity/selector");
        return Preparation.ready(node -> shape.allows(node.name(), node.labels()) ? null : refusal);
    }

    private static Preparation hostPorts(PodFacts pod, ClusterPicture picture) {
        List<HostPort> wanted = pod.shape().hostPorts();
        if (wanted.isEmpty()) {
            return Preparation.nothing();
        }
        Refusal refusal = Refusal.resolvable("node(s) didn't have free ports for the requested pod ports");
        return Preparation.ready(node -> {
            for (HostPort used : node.usedPorts()) {
                for (HostPort port : wanted) {
                    if (port.collidesWith(used)) {
                        return refusal;
                    }
                }
            }
            return null;
        });
    }
}
