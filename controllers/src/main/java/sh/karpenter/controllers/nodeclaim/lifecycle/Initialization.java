package sh.karpenter.controllers.nodeclaim.lifecycle;

import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.controllers.node.NodeFacts;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.EphemeralTaints;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.mapping.ResourcesMapping;
import sh.karpenter.kube.mapping.TaintMapping;

/// Judges whether a registered node is ready for pods. The first thing that is missing is the one that is told:
///
/// 1. there is a node, 2. it is Ready, 3. it has no startup taint of its claim any more, 4. nor a taint that
/// the cluster puts on new nodes for a while, 5. it shows every resource that the claim asked for.
final class Initialization {
    private Initialization() {}

    static LifecycleStep check(NodeClaim claim, @Nullable Node node) {
        if (node == null) {
            return new LifecycleStep.AwaitInitialization("NodeNotFound", "Node not registered with cluster");
        }
        if (!NodeFacts.ready(node)) {
            return new LifecycleStep.AwaitInitialization("NodeNotReady", "Node status is NotReady");
        }
        List<Taint> taints = NodeFacts.taints(node);
        for (Taint wanted : TaintMapping.ofWire(claim.getSpec().startupTaints())) {
            if (taints.stream().anyMatch(wanted::matches)) {
                return new LifecycleStep.AwaitInitialization(
                        "StartupTaintsExist", "StartupTaint \"" + wanted + "\" still exists");
            }
        }
        for (Taint taint : taints) {
            if (EphemeralTaints.contains(taint)) {
                return new LifecycleStep.AwaitInitialization(
                        "KnownEphemeralTaintsExist", "KnownEphemeralTaint \"" + taint + "\" still exists");
            }
        }
        String missing = missingResource(claim, node);
        if (missing != null) {
            return new LifecycleStep.AwaitInitialization(
                    "ResourceNotRegistered", "Resource \"" + missing + "\" was requested but not registered");
        }
        return new LifecycleStep.Initialize(node);
    }

    private static @Nullable String missingResource(NodeClaim claim, Node node) {
        var resources = claim.getSpec().resources();
        Resources requests = ResourcesMapping.toCore(resources == null ? null : resources.requests());
        Resources allocatable = NodeFacts.allocatable(node);
        for (Map.Entry<String, Long> request : requests.amounts().entrySet()) {
            if (request.getValue() != 0 && allocatable.get(request.getKey()) == 0) {
                return request.getKey();
            }
        }
        return null;
    }
}
