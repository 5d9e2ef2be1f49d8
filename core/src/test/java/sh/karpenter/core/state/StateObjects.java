package sh.karpenter.core.state;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.node.Condition;
import sh.karpenter.core.model.node.Node;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.DaemonSet;
import sh.karpenter.core.model.workload.NodeSelectorTerm;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodOwner;
import sh.karpenter.core.model.workload.PodPhase;
import sh.karpenter.core.model.workload.PodShape;

/// Small objects for tests of the cluster state.
final class StateObjects {
    static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private StateObjects() {}

    static PodShape shape(String label, List<NodeSelectorTerm> terms) {
        var labels = new TreeMap<String, String>();
        labels.put("app", label);
        return new PodShape(
                "default",
                labels,
                Resources.none(),
                new TreeMap<>(),
                terms,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                false);
    }

    static Pod pod(String name, String node) {
        return pod(name, node, PodPhase.RUNNING, START, List.of(), shape(name, List.of()));
    }

    static Pod ended(String name, String node) {
        return pod(name, node, PodPhase.SUCCEEDED, START, List.of(), shape(name, List.of()));
    }

    static Pod daemonPod(String name, String node, String owner, Instant created, PodShape shape) {
        var owners = List.of(new PodOwner("apps/v1", "DaemonSet", owner, "uid-" + owner, true));
        return pod(name, node, PodPhase.RUNNING, created, owners, shape);
    }

    private static Pod pod(
            String name, String node, PodPhase phase, Instant created, List<PodOwner> owners, PodShape shape) {
        return new Pod(
                "uid-" + name,
                name,
                created,
                shape,
                node,
                phase,
                null,
                false,
                "",
                null,
                null,
                owners,
                0,
                "",
                null,
                Resources.none(),
                new TreeMap<>());
    }

    static DaemonSet daemonSet(String name, PodShape shape) {
        return new DaemonSet("default", name, "uid-" + name, shape);
    }

    static Node node(String name, String providerId, Map<String, String> labels) {
        return new Node(
                name,
                "uid-" + name,
                START,
                null,
                providerId,
                new TreeMap<>(labels),
                new TreeMap<>(),
                List.of(),
                Resources.none().with("cpu", 4 * Resources.CORE),
                Resources.none().with("cpu", 4 * Resources.CORE),
                new TreeMap<>(),
                new TreeMap<>());
    }

    static Node ourNode(String name, String providerId) {
        return node(
                name,
                providerId,
                Map.of(
                        LabelKeys.NODE_POOL,
                        "default",
                        LabelKeys.INSTANCE_TYPE,
                        "m5.large",
                        LabelKeys.REGISTERED,
                        "true"));
    }

    static NodeClaim claim(String name, String providerId) {
        return claim(name, providerId, null, null);
    }

    static NodeClaim claim(String name, String providerId, @Nullable Instant deletion, @Nullable String trueCondition) {
        var labels = new TreeMap<String, String>();
        labels.put(LabelKeys.NODE_POOL, "default");
        var conditions = new TreeMap<String, Condition>();
        if (trueCondition != null) {
            conditions.put(trueCondition, new Condition(trueCondition, "True", "", "", START, 1));
        }
        return new NodeClaim(
                name,
                "uid-" + name,
                START,
                deletion,
                labels,
                new TreeMap<>(),
                new NodeClaim.Spec(
                        List.of(),
                        Resources.none(),
                        List.of(),
                        List.of(),
                        new NodeClassRef("g", "K", "default"),
                        null,
                        null),
                new NodeClaim.Status(providerId, "", "", Resources.none(), Resources.none(), conditions, null));
    }
}
