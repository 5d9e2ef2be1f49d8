package sh.karpenter.controllers.disruption;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.verdict.NodeVerdict;
import sh.karpenter.core.model.cluster.ClusterNode;

/// What the last pass found about each node and what has become of it since, for whoever asks, from any thread.
public final class Explanations {
    /// How long it is told that a command came to nothing, if nothing else becomes of the node.
    private static final Duration TOLD_FOR = Duration.ofMinutes(15);

    private @Nullable Instant judged;
    private Map<String, NodeVerdict> verdicts = Map.of();
    private final TreeMap<String, String> claims = new TreeMap<>();
    private final TreeSet<String> others = new TreeSet<>();
    private final TreeMap<String, Course> courses = new TreeMap<>();

    /// A pass has ended.
    ///
    /// @param nodes the nodes that it looked at
    /// @param found by name of the node
    public synchronized void judged(Instant now, Collection<ClusterNode> nodes, Map<String, NodeVerdict> found) {
        judged = now;
        verdicts = Map.copyOf(found);
        claims.clear();
        others.clear();
        for (ClusterNode node : nodes) {
            if (node.claim() != null) {
                claims.put(node.name(), node.claim().name());
            }
            if (!found.containsKey(node.name())) {
                others.add(node.name());
            }
        }
        courses.keySet().retainAll(claims.keySet());
        courses.values().removeIf(course -> over(course, now.minus(TOLD_FOR)));
    }

    private static boolean over(Course course, Instant before) {
        return switch (course) {
            case Course.Confirming _, Course.UnderWay _ -> false;
            case Course.Dropped dropped -> dropped.when().isBefore(before);
            case Course.NotStarted tried -> tried.when().isBefore(before);
            case Course.RolledBack back -> back.when().isBefore(before);
        };
    }

    /// Something has become of a command.
    ///
    /// @param nodes its nodes
    public synchronized void became(Collection<String> nodes, Course course) {
        nodes.forEach(node -> courses.put(node, course));
    }

    /// Nothing has become of a command for these nodes, after all.
    synchronized void gone(Collection<String> nodes) {
        courses.keySet().removeAll(nodes);
    }

    /// When the last pass looked, null before the first.
    public synchronized @Nullable Instant lastPass() {
        return judged;
    }

    /// Of every node of ours, by name.
    public synchronized List<NodeExplanation> all() {
        return new TreeSet<>(verdicts.keySet()).stream().map(this::known).toList();
    }

    /// Of one node, found by its name or its claim's; null when the last pass did not know it.
    public synchronized @Nullable NodeExplanation of(String name) {
        if (verdicts.containsKey(name)) {
            return known(name);
        }
        for (var claim : claims.entrySet()) {
            if (claim.getValue().equals(name) && verdicts.containsKey(claim.getKey())) {
                return known(claim.getKey());
            }
        }
        return null;
    }

    /// Names of the nodes that are not ours, which nobody disrupts.
    public synchronized SortedSet<String> notOurs() {
        return new TreeSet<>(others);
    }

    private NodeExplanation known(String node) {
        NodeVerdict verdict = verdicts.get(node);
        if (verdict == null || judged == null) {
            throw new IllegalStateException("no verdict of node " + node);
        }
        return new NodeExplanation(node, claims.getOrDefault(node, ""), judged, verdict, courses.get(node));
    }
}
