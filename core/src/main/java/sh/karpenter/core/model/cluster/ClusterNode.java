package sh.karpenter.core.model.cluster;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.node.Node;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.EphemeralTaints;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.taint.TaintEffect;
import sh.karpenter.core.model.workload.Pod;

/// One machine of the cluster as far as it has come: its claim, its node, or both, and the pods bound to it.
///
/// At least one of `node` and `claim` is present. The rules that derive labels, taints, capacity and so on from
/// the two are the methods of this type (core-lifecycle rules; see [#name()]).
///
/// @param node the node, null while the machine has not joined
/// @param claim the claim, null for a node that we do not manage
/// @param pods the pods bound to it that have not ended, in order of namespace and name
/// @param markedForDeletion whether we have decided to remove it, or its deletion has started
/// @param nominatedUntil until when it is kept for pods that are to be bound to it; null when it is not
public record ClusterNode(
        @Nullable Node node,
        @Nullable NodeClaim claim,
        List<Pod> pods,
        boolean markedForDeletion,
        @Nullable Instant nominatedUntil) {

    public ClusterNode {
        if (node == null && claim == null) {
            throw new IllegalArgumentException("a cluster node needs a node or a claim");
        }
        pods = List.copyOf(pods);
    }

    /// The same machine with these pods bound to it.
    public ClusterNode with(List<Pod> pods) {
        return new ClusterNode(node, claim, pods, markedForDeletion, nominatedUntil);
    }

    /// The same machine with its claim as it is now.
    public ClusterNode with(NodeClaim claim) {
        return new ClusterNode(node, claim, pods, markedForDeletion, nominatedUntil);
    }

    /// Whether it belongs to a pool of ours.
    public boolean managed() {
        return claim != null || (node != null && node.labels().containsKey(LabelKeys.NODE_POOL));
    }

    /// Whether the machine has joined the cluster as ours; nodes that are not ours always have.
    public boolean registered() {
        return !managed() || (node != null && "true".equals(node.labels().get(LabelKeys.REGISTERED)));
    }

    /// Whether the node was seen ready with everything it promised; nodes that are not ours always were.
    public boolean initialized() {
        return !managed() || (node != null && "true".equals(node.labels().get(LabelKeys.INITIALIZED)));
    }

    /// The node's name, or the claim's while the node has not registered.
    public String name() {
        return naming().name;
    }

    /// Its labels: the claim's while the node has not registered, then the node's.
    public SequencedMap<String, String> labels() {
        return naming().labels;
    }

    /// What a machine goes by.
    ///
    /// @param name its name
    /// @param labels its labels
    public record Naming(String name, SequencedMap<String, String> labels) {}

    /// Name and labels, for who wants both of many machines: whether a node has registered is looked up once.
    public Naming naming() {
        if (claim != null && (node == null || !registered())) {
            return new Naming(claim.name(), claim.labels());
        }
        Node joined = Objects.requireNonNull(node);
        return new Naming(joined.name(), joined.labels());
    }

    /// Its annotations: the claim's while the node has not registered, then the node's.
    public SequencedMap<String, String> annotations() {
        if (claim != null && (node == null || !registered())) {
            return claim.annotations();
        }
        return Objects.requireNonNull(node).annotations();
    }

    /// The pool it belongs to, empty for none.
    public String nodePool() {
        return labels().getOrDefault(LabelKeys.NODE_POOL, "");
    }

    /// Its hostname label, or its name.
    public String hostname() {
        return labels().getOrDefault(LabelKeys.HOSTNAME, name());
    }

    /// What the machine has, `nodes: 1` included. Until the node is initialised, what it does not report yet is
    /// taken from the claim.
    public Resources capacity() {
        return machineCapacity().with(ResourceNames.NODES, 1);
    }

    /// What the machine has, as [#capacity] but without counting itself as a node.
    public Resources machineCapacity() {
        return reported(
                node == null ? null : node.capacity(),
                claim == null ? null : claim.status().capacity());
    }

    /// What pods may use. Until the node is initialised, what it does not report yet is taken from the claim.
    public Resources allocatable() {
        return reported(
                node == null ? null : node.allocatable(),
                claim == null ? null : claim.status().allocatable());
    }

    private Resources reported(@Nullable Resources byNode, @Nullable Resources byClaim) {
        if (byNode == null) {
            return byClaim == null ? Resources.none() : byClaim;
        }
        if (byClaim == null || initialized()) {
            return byNode;
        }
        Resources result = byNode;
        for (var entry : byClaim.amounts().entrySet()) {
            if (byNode.get(entry.getKey()) == 0) {
                result = result.with(entry.getKey(), entry.getValue());
            }
        }
        return result;
    }

    /// The taints that count for placing pods: the claim's until the node registers, then the node's; those
    /// that are about to go (start-up taints, known ephemeral ones, the one of a reboot) do not count before
    /// initialisation or during a reboot.
    ///
    /// Source: Karpenter scheduling, effective taints of an existing node.
    public List<Taint> effectiveTaints() {
        if (node != null
                && node.taints().isEmpty()
                && (claim == null || claim.spec().taints().isEmpty())) {
            return node.taints();
        }
        if (claim != null && (node == null || !registered())) {
            return withoutPassing(claim.spec().taints());
        }
        List<Taint> taints = Objects.requireNonNull(node).taints();
        return !taints.isEmpty() && managed() && (!initialized() || rebooting()) ? withoutPassing(taints) : taints;
    }

    private List<Taint> withoutPassing(List<Taint> taints) {
        List<Taint> startup = claim == null ? List.of() : claim.spec().startupTaints();
        return taints.stream()
                .filter(taint -> !EphemeralTaints.contains(taint))
                .filter(taint -> startup.stream().noneMatch(taint::matches))
                .filter(taint ->
                        !(taint.key().equals(LabelKeys.REBOOTING_TAINT) && taint.effect() == TaintEffect.NO_SCHEDULE))
                .toList();
    }

    /// Whether it is being rebooted.
    public boolean rebooting() {
        return claim != null && claim.is("Rebooting");
    }

    /// Whether pods are to be bound to it soon.
    public boolean nominated(Instant now) {
        return nominatedUntil != null && nominatedUntil.isAfter(now);
    }
}
