package sh.karpenter.local.kubernetes.cluster.node;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.cluster.object.Conditions;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Taint;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Which taints a node has because of its conditions and because it is cordoned. Pure.
///
/// | state | taint | effects |
/// | --- | --- | --- |
/// | Ready False | `not-ready` | NoSchedule, NoExecute |
/// | Ready Unknown | `unreachable` | NoSchedule, NoExecute |
/// | MemoryPressure, DiskPressure, PIDPressure True | `memory-pressure` ... | NoSchedule |
/// | NetworkUnavailable True | `network-unavailable` | NoSchedule |
/// | cordoned | `unschedulable` | NoSchedule |
final class NodeTaints {
    private static final String PREFIX = "node.kubernetes.io/";
    private static final Map<String, String> PRESSURES = Map.of(
            "MemoryPressure", "memory-pressure",
            "DiskPressure", "disk-pressure",
            "PIDPressure", "pid-pressure",
            "NetworkUnavailable", "network-unavailable");

    private NodeTaints() {}

    /// The node's taints as they should be, null when they are so already. Taints of others stay as they are.
    static @Nullable ArrayNode corrected(JsonNode node, Instant now) {
        Map<Taint, Boolean> managed = managed(node);
        ArrayNode taints = Tree.array();
        boolean changed = false;
        for (JsonNode present : Tree.items(node, "spec", "taints")) {
            Taint taint = Taint.of(present);
            Boolean wanted = managed.remove(new Taint(taint.key(), "", taint.effect()));
            if (Objects.equals(wanted, false)) {
                changed = true;
            } else {
                taints.add(present.deepCopy());
            }
        }
        for (Map.Entry<Taint, Boolean> missing : managed.entrySet()) {
            if (missing.getValue()) {
                changed = true;
                taints.add(Tree.object(
                        "key", missing.getKey().key(),
                        "effect", missing.getKey().effect(),
                        "timeAdded", Metadata.timestamp(now)));
            }
        }
        return changed ? taints : null;
    }

    /// All taints that conditions decide about, with whether they are to be there.
    private static Map<Taint, Boolean> managed(JsonNode node) {
        String ready = Conditions.status(node, "Ready");
        Map<Taint, Boolean> managed = new LinkedHashMap<>();
        // A node that never said anything keeps the taint it was admitted with.
        boolean notReady = ready.equals("False") || ready.isEmpty();
        managed.put(taint("not-ready", "NoSchedule"), notReady);
        managed.put(taint("unreachable", "NoSchedule"), ready.equals("Unknown"));
        managed.put(taint("not-ready", "NoExecute"), ready.equals("False"));
        managed.put(taint("unreachable", "NoExecute"), ready.equals("Unknown"));
        PRESSURES.forEach(
                (condition, key) -> managed.put(taint(key, "NoSchedule"), Conditions.isTrue(node, condition)));
        managed.put(taint("unschedulable", "NoSchedule"), Tree.flag(node, "spec", "unschedulable"));
        return managed;
    }

    private static Taint taint(String name, String effect) {
        return new Taint(PREFIX + name, "", effect);
    }
}
