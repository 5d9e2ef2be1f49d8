package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.time.Instant;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

/// A pod as the scheduler sees it.
///
/// @param node the node it is bound to (or assumed on), empty when none
/// @param nominatedNode the node that is being cleared for it, empty when none
/// @param started when it started, for choosing victims
record PodFacts(
        ObjectKey key,
        String uid,
        PodShape shape,
        String node,
        String nominatedNode,
        boolean terminating,
        Instant started,
        ObjectNode source) {

    static PodFacts of(ObjectNode pod) {
        return new PodFacts(
                Metadata.key(Kinds.PODS, pod),
                Metadata.uid(pod),
                PodShape.of(pod),
                Pods.nodeName(pod),
                Tree.text(pod, "status", "nominatedNodeName"),
                Metadata.terminating(pod),
                Metadata.instant(pod, Metadata.creation(pod), "status", "startTime"),
                pod);
    }

    PodFacts on(String newNode) {
        return new PodFacts(key, uid, shape, newNode, "", terminating, started, source);
    }

    long priority() {
        return shape.priority();
    }
}
