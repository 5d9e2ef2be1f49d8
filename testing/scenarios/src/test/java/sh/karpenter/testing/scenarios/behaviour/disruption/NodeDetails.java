package sh.karpenter.testing.scenarios.behaviour.disruption;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.node.Condition;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodePool;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// What scenarios say of nodes beyond what case files do:
///
/// | Field | Meaning |
/// |---|---|
/// | `conditions` | condition of the claim to its status |
/// | `nominatedSeconds` | for how long, from the moment of the case on, the node is kept for pods |
/// | `queued` | a command under way holds it |
final class NodeDetails {
    private final TreeMap<String, JsonNode> written = new TreeMap<>();
    private final DisruptionRound round;
    private final Instant now;
    private final Map<String, Instant> touched;

    /// @param nodes as written
    /// @param now the moment
    /// @param touched node name to when commands brought pods to it or took them away
    NodeDetails(JsonNode nodes, DisruptionRound round, Instant now, Map<String, Instant> touched) {
        nodes.forEach(node -> written.put(node.path("name").asString(""), node));
        this.round = round;
        this.now = now;
        this.touched = touched;
    }

    /// Names of the nodes that a command under way holds.
    SortedSet<String> queued() {
        var names = new TreeSet<String>();
        written.forEach((name, node) -> {
            if (node.path("queued").asBoolean(false)) {
                names.add(name);
            }
        });
        return names;
    }

    /// What pools cost, where it is written.
    SequencedMap<String, Double> poolCosts(JsonNode given) {
        var costs = new TreeMap<String, Double>();
        given.properties()
                .forEach(entry -> costs.put(entry.getKey(), entry.getValue().asDouble()));
        return costs;
    }

    /// The node with its details.
    ///
    /// @param leaving whether a command under way removes it
    ClusterNode of(ClusterNode node, boolean leaving) {
        JsonNode details = written.getOrDefault(node.name(), MissingNode.getInstance());
        Instant nominated = details.has("nominatedSeconds")
                ? round.now().plusSeconds(details.path("nominatedSeconds").asLong())
                : null;
        return new ClusterNode(
                node.node(), claim(node, details), node.pods(), node.markedForDeletion() || leaving, nominated);
    }

    private @Nullable NodeClaim claim(ClusterNode node, JsonNode details) {
        NodeClaim claim = node.claim();
        if (claim == null) {
            return null;
        }
        var conditions = new TreeMap<>(claim.status().conditions());
        details.path("conditions").properties().forEach(entry -> {
            String type = entry.getKey();
            conditions.put(type, new Condition(type, entry.getValue().asString(""), type, "", claim.created(), 1));
        });
        Instant event = touched.get(node.name());
        if (event != null && !quiet(node, event)) {
            conditions.remove("Consolidatable");
        }
        NodeClaim.Status status = claim.status().with(conditions);
        return claim.with(event == null ? status : status.withLastPodEvent(event));
    }

    private boolean quiet(ClusterNode node, Instant event) {
        NodePool pool = round.pool(node.nodePool());
        Duration after = pool == null ? null : pool.disruption().consolidateAfter();
        return after != null && !now.isBefore(event.plus(after));
    }
}
