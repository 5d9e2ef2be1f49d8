package sh.karpenter.local.kubernetes.table;

import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import sh.karpenter.local.kubernetes.object.Conditions;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The row of a node.
final class NodeRow {
    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";

    private NodeRow() {}

    static List<Object> of(ObjectNode node, Instant now) {
        return List.of(
                Metadata.name(node),
                status(node),
                roles(node),
                Cells.age(node, now),
                info(node, "kubeletVersion", ""),
                address(node, "InternalIP"),
                address(node, "ExternalIP"),
                info(node, "osImage", Cells.UNKNOWN),
                info(node, "kernelVersion", Cells.UNKNOWN),
                info(node, "containerRuntimeVersion", Cells.UNKNOWN));
    }

    private static String status(ObjectNode node) {
        ObjectNode ready = Conditions.find(node.get("status"), "Ready");
        String word = ready == null ? "Unknown" : Json.string(ready, "status").equals("True") ? "Ready" : "NotReady";
        return Json.isTrue(node, "spec", "unschedulable") ? word + ",SchedulingDisabled" : word;
    }

    private static String roles(ObjectNode node) {
        TreeSet<String> roles = new TreeSet<>();
        Metadata.labels(node).forEach((key, value) -> {
            if (key.startsWith(ROLE_PREFIX) && key.length() > ROLE_PREFIX.length()) {
                roles.add(key.substring(ROLE_PREFIX.length()));
            } else if (key.equals("kubernetes.io/role") && !value.isEmpty()) {
                roles.add(value);
            }
        });
        return roles.isEmpty() ? Cells.NONE : String.join(",", roles);
    }

    private static String address(ObjectNode node, String type) {
        for (JsonNode address : Json.arrayAt(node, "status", "addresses")) {
            if (Json.string(address, "type").equals(type)) {
                return Json.string(address, "address");
            }
        }
        return Cells.NONE;
    }

    private static String info(ObjectNode node, String field, String fallback) {
        return Cells.text(Json.at(node, "status", "nodeInfo", field), fallback);
    }
}
