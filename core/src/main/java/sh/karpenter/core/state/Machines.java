package sh.karpenter.core.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.node.Node;
import sh.karpenter.core.model.node.NodeClaim;

/// The machines: nodes and claims, joined by provider id.
///
/// 1. A machine is identified by its provider id; a node that is not ours and has none, by its name.
/// 2. A node of ours without provider id is not looked at, nor is one without instance type before it is
///    initialised:
///    such a node is not complete yet, and its claim speaks for the machine.
/// 3. A claim without provider id is being launched: no machine yet.
/// 4. Joining is done per machine and only when something about it changed, so the picture of a large cluster
///    costs what has changed.
///
/// Source: Karpenter's cluster state.
final class Machines {
    private final PodsByNode pods;
    private final TreeMap<String, Node> nodes = new TreeMap<>();
    private final TreeMap<String, SequencedMap<String, OptionalInt>> csiLimits = new TreeMap<>();
    private final TreeMap<String, NodeClaim> claims = new TreeMap<>();
    private final Map<String, SortedSet<String>> nodesById = new LinkedHashMap<>();
    private final Map<String, SortedSet<String>> claimsById = new LinkedHashMap<>();
    private final TreeSet<String> launching = new TreeSet<>();

    private final Set<String> marked = new LinkedHashSet<>();
    private final Map<String, Instant> nominations = new LinkedHashMap<>();

    private final Map<String, ClusterNode> joined = new LinkedHashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private List<ClusterNode> list = List.of();
    private long turns;

    /// None yet.
    ///
    /// @param pods looked up when a machine is joined
    Machines(PodsByNode pods) {
        this.pods = pods;
    }

    void put(Node node) {
        remember(nodes.put(node.name(), node), node);
    }

    void removeNode(String name) {
        remember(nodes.remove(name), null);
    }

    private void remember(@Nullable Node before, @Nullable Node now) {
        if (before != null) {
            unlink(nodesById, idOf(before), before.name());
        }
        if (now != null) {
            link(nodesById, idOf(now), now.name());
        }
    }

    void putCsiLimits(String node, SequencedMap<String, OptionalInt> limits) {
        csiLimits.put(node, limits);
        changed(node);
    }

    void removeCsiLimits(String node) {
        csiLimits.remove(node);
        changed(node);
    }

    void put(NodeClaim claim) {
        remember(claims.put(claim.name(), claim), claim);
    }

    void removeClaim(String name) {
        remember(claims.remove(name), null);
    }

    private void remember(@Nullable NodeClaim before, @Nullable NodeClaim now) {
        if (before != null) {
            unlink(claimsById, before.status().providerId(), before.name());
            launching.remove(before.name());
        }
        if (now != null) {
            link(claimsById, now.status().providerId(), now.name());
            if (now.status().providerId().isEmpty()) {
                launching.add(now.name());
            }
        }
    }

    /// Whether a claim has no machine yet.
    boolean launching() {
        return !launching.isEmpty();
    }

    /// Something about the pods of a node changed.
    void changed(String nodeName) {
        Node node = nodes.get(nodeName);
        if (node != null) {
            changed.add(idOf(node));
        }
    }

    void nominate(SortedSet<String> names, Instant until) {
        for (ClusterNode node : list()) {
            if (names.contains(node.name())) {
                String id = idOf(node);
                nominations.merge(id, until, (known, other) -> known.isAfter(other) ? known : other);
                changed.add(id);
            }
        }
    }

    void mark(SortedSet<String> providerIds) {
        marked.addAll(providerIds);
        changed.addAll(providerIds);
    }

    void unmark(SortedSet<String> providerIds) {
        marked.removeAll(providerIds);
        changed.addAll(providerIds);
    }

    /// The machines, by name.
    List<ClusterNode> list() {
        if (!changed.isEmpty()) {
            changed.forEach(this::join);
            changed.clear();
            var sorted = new ArrayList<>(joined.values());
            sorted.sort(Comparator.comparing(ClusterNode::name));
            list = List.copyOf(sorted);
        }
        return list;
    }

    /// How often a machine came, went, was initialised, or was marked or unmarked for deletion.
    long turns() {
        var _ = list();
        return turns;
    }

    private void join(String id) {
        Node node = firstComplete(nodesById.get(id));
        NodeClaim claim = first(claimsById.get(id));
        if (node == null && claim == null) {
            turns += joined.remove(id) == null ? 0 : 1;
            nominations.remove(id);
            marked.remove(id);
            return;
        }
        var now = new ClusterNode(
                node,
                claim,
                node == null ? List.of() : pods.on(node.name()),
                marked.contains(id) || goingAway(node, claim),
                nominations.get(id));
        ClusterNode before = joined.put(id, now);
        if (before == null
                || before.initialized() != now.initialized()
                || before.markedForDeletion() != now.markedForDeletion()) {
            turns++;
        }
    }

    private static boolean goingAway(@Nullable Node node, @Nullable NodeClaim claim) {
        if (claim != null) {
            return claim.deleting() || claim.is("InstanceTerminating");
        }
        return node != null && node.deletion() != null;
    }

    private @Nullable Node firstComplete(@Nullable SortedSet<String> names) {
        if (names == null) {
            return null;
        }
        for (String name : names) {
            Node node = nodes.get(name);
            if (node != null && complete(node)) {
                SequencedMap<String, OptionalInt> limits = csiLimits.get(name);
                return limits == null ? node : withCsiLimits(node, limits);
            }
        }
        return null;
    }

    private static boolean complete(Node node) {
        boolean ours = ours(node);
        boolean initialized = "true".equals(node.labels().get(LabelKeys.INITIALIZED));
        return !ours
                || (!node.providerId().isEmpty()
                        && (initialized || node.labels().containsKey(LabelKeys.INSTANCE_TYPE)));
    }

    private static boolean ours(Node node) {
        return !node.labels().getOrDefault(LabelKeys.NODE_POOL, "").isEmpty();
    }

    private static Node withCsiLimits(Node node, SequencedMap<String, OptionalInt> limits) {
        return new Node(
                node.name(),
                node.uid(),
                node.created(),
                node.deletion(),
                node.providerId(),
                node.labels(),
                node.annotations(),
                node.taints(),
                node.capacity(),
                node.allocatable(),
                node.conditions(),
                limits);
    }

    private @Nullable NodeClaim first(@Nullable SortedSet<String> names) {
        return names == null || names.isEmpty() ? null : claims.get(names.first());
    }

    private static String idOf(Node node) {
        return node.providerId().isEmpty() ? "node/" + node.name() : node.providerId();
    }

    private static String idOf(ClusterNode machine) {
        Node node = machine.node();
        if (node != null) {
            return idOf(node);
        }
        NodeClaim claim = machine.claim();
        return claim == null ? "" : claim.status().providerId();
    }

    private void link(Map<String, SortedSet<String>> byId, String id, String name) {
        if (!id.isEmpty()) {
            byId.computeIfAbsent(id, _ -> new TreeSet<>()).add(name);
            changed.add(id);
        }
    }

    private void unlink(Map<String, SortedSet<String>> byId, String id, String name) {
        SortedSet<String> names = byId.get(id);
        if (names != null) {
            names.remove(name);
            if (names.isEmpty()) {
                byId.remove(id);
            }
            changed.add(id);
        }
    }
}
