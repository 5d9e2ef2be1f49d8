package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import tools.jackson.databind.node.ObjectNode;

/// The scheduler's own picture of nodes and the pods on them, kept up to date change by change. A pod counts on
/// its node from the moment it is assumed there until it is gone or finished; also while it is terminating.
final class ClusterPicture {
    private final SequencedMap<String, NodeEntry> nodes = new LinkedHashMap<>();
    private final Map<ObjectKey, String> nodeOfPod = new HashMap<>();
    private final Map<String, Map<String, String>> namespaceLabels = new HashMap<>();
    private final PodIndex index = new PodIndex(this::namespaceLabels);
    private final Map<String, Map<ObjectKey, PodFacts>> nominated = new HashMap<>();
    private final VolumePicture volumes;
    private List<NodeEntry> order = List.of();
    private boolean orderStale;
    private long relaxations;

    ClusterPicture(VolumePicture volumes) {
        this.volumes = volumes;
    }

    /// Adds a node or takes over its changes.
    ///
    /// @return whether anything changed that may let a pod in
    boolean putNode(ObjectNode object) {
        NodeEntry node = entry(Metadata.name(object));
        boolean wasPresent = node.present();
        String zone = zone(node);
        boolean changed = node.update(object);
        if (!wasPresent || !zone.equals(zone(node))) {
            orderStale = true;
        }
        if (changed) {
            relaxations++;
            index.forgetSums();
        }
        return changed;
    }

    void removeNode(String name) {
        NodeEntry node = nodes.get(name);
        if (node == null) {
            return;
        }
        node.markAbsent();
        index.forgetSums();
        orderStale = true;
        relaxations++;
        dropIfUnused(node);
    }

    /// Counts a pod on its node, instead of what was known of it.
    ///
    /// @return whether that is news to other pods
    boolean putPod(PodFacts pod) {
        NodeEntry node = entry(pod.node());
        if (node.replaceIfAlike(pod)) {
            return false;
        }
        removePod(pod.key());
        node = entry(pod.node());
        node.add(pod);
        nodeOfPod.put(pod.key(), pod.node());
        index.add(node, pod);
        return true;
    }

    /// Forgets a pod.
    ///
    /// @return the node it counted on, null when it counted nowhere
    @Nullable
    NodeEntry removePod(ObjectKey key) {
        String name = nodeOfPod.remove(key);
        NodeEntry node = name == null ? null : nodes.get(name);
        PodFacts pod = node == null ? null : node.remove(key);
        if (node == null || pod == null) {
            return null;
        }
        index.remove(node, pod);
        relaxations++;
        dropIfUnused(node);
        return node;
    }

    void putNamespace(String name, Map<String, String> labels) {
        if (!labels.equals(namespaceLabels.put(name, labels))) {
            index.forgetAnswers();
            relaxations++;
        }
    }

    void removeNamespace(String name) {
        namespaceLabels.remove(name);
    }

    /// Notes that a node is being cleared for a pod, so that pods of less importance do not take the room.
    void nominate(PodFacts pod, String node) {
        forgetNomination(pod.key());
        if (!node.isEmpty()) {
            nominated.computeIfAbsent(node, _ -> new LinkedHashMap<>()).put(pod.key(), pod);
        }
    }

    void forgetNomination(ObjectKey pod) {
        Iterator<Map<ObjectKey, PodFacts>> all = nominated.values().iterator();
        while (all.hasNext()) {
            Map<ObjectKey, PodFacts> pods = all.next();
            pods.remove(pod);
            if (pods.isEmpty()) {
                all.remove();
            }
        }
    }

    Collection<PodFacts> nominatedOn(String node) {
        Map<ObjectKey, PodFacts> pods = nominated.get(node);
        return pods == null ? List.of() : Collections.unmodifiableCollection(pods.values());
    }

    Map<String, String> namespaceLabels(String namespace) {
        return namespaceLabels.getOrDefault(namespace, Map.of());
    }

    @Nullable
    NodeEntry node(String name) {
        NodeEntry node = nodes.get(name);
        return node != null && node.present() ? node : null;
    }

    /// The present nodes, zones taking turns in the order they first appeared.
    List<NodeEntry> nodes() {
        if (orderStale) {
            order = zonesTakingTurns();
            orderStale = false;
        }
        return order;
    }

    PodIndex index() {
        return index;
    }

    VolumePicture volumes() {
        return volumes;
    }

    /// Counts up whenever room may have been made: what did not fit before may fit when this has changed.
    long relaxations() {
        return relaxations;
    }

    void relax() {
        relaxations++;
    }

    private NodeEntry entry(String name) {
        return nodes.computeIfAbsent(name, NodeEntry::new);
    }

    private void dropIfUnused(NodeEntry node) {
        if (!node.present() && node.podCount() == 0) {
            nodes.remove(node.name());
        }
    }

    private List<NodeEntry> zonesTakingTurns() {
        SequencedMap<String, List<NodeEntry>> zones = new LinkedHashMap<>();
        for (NodeEntry node : nodes.values()) {
            if (node.present()) {
                zones.computeIfAbsent(zone(node), _ -> new ArrayList<>()).add(node);
            }
        }
        List<NodeEntry> turns = new ArrayList<>();
        for (int round = 0, before = -1; before != turns.size(); round++) {
            before = turns.size();
            for (List<NodeEntry> zone : zones.values()) {
                if (round < zone.size()) {
                    turns.add(zone.get(round));
                }
            }
        }
        return Collections.unmodifiableList(turns);
    }

    private static String zone(NodeEntry node) {
        return node.labels().getOrDefault("topology.kubernetes.io/region", "")
                + "/"
                + node.labels().getOrDefault("topology.kubernetes.io/zone", "");
    }
}
