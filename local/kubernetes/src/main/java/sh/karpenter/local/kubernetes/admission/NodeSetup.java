package sh.karpenter.local.kubernetes.admission;

import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Every new node starts with the taint `node.kubernetes.io/not-ready:NoSchedule`; the node lifecycle
/// controller removes it when the node is ready.
public final class NodeSetup implements AdmissionPlugin {
    private static final String KEY = "node.kubernetes.io/not-ready";

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode node = request.created("nodes");
        if (node == null) {
            return;
        }
        ObjectNode spec = Json.child(node, "spec");
        ArrayNode taints = spec.get("taints") instanceof ArrayNode present ? present : spec.putArray("taints");
        for (JsonNode taint : taints) {
            if (Json.string(taint, "key").equals(KEY)
                    && Json.string(taint, "effect").equals("NoSchedule")) {
                return;
            }
        }
        taints.addObject().put("key", KEY).put("effect", "NoSchedule");
    }
}
