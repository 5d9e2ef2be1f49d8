package sh.karpenter.local.kubernetes.table;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Cells of endpoints, ingresses and autoscalers.
final class NetworkRows {
    private static final int MOST = 3;

    private NetworkRows() {}

    /// The addresses of `Endpoints`, three at most, for example `1.2.3.4:80,1.2.3.5:80 + 7 more...`.
    static String endpoints(ObjectNode endpoints) {
        List<String> found = new ArrayList<>();
        for (JsonNode subset : Json.arrayAt(endpoints, "subsets")) {
            ArrayNode ports = Json.arrayAt(subset, "ports");
            for (JsonNode address : Json.arrayAt(subset, "addresses")) {
                String ip = Json.string(address, "ip");
                if (ports.isEmpty()) {
                    found.add(ip);
                }
                ports.forEach(port -> found.add(ip + ":" + Cells.text(port.get("port"), "")));
            }
        }
        return some(found, Cells.NONE);
    }

    /// An `EndpointSlice`.
    static List<Object> slice(ObjectNode slice, Instant now) {
        List<String> ports = new ArrayList<>();
        Json.arrayAt(slice, "ports").forEach(port -> ports.add(Cells.text(port.get("port"), "*")));
        List<String> addresses = new ArrayList<>();
        for (JsonNode endpoint : Json.arrayAt(slice, "endpoints")) {
            Json.arrayAt(endpoint, "addresses").forEach(address -> addresses.add(address.asString("")));
        }
        return List.of(
                Metadata.name(slice),
                Json.string(slice, "addressType"),
                some(ports, "<unset>"),
                some(addresses, "<unset>"),
                Cells.age(slice, now));
    }

    /// The hosts of an ingress's rules, three at most; `*` for all.
    static String hosts(ObjectNode ingress) {
        List<String> hosts = new ArrayList<>();
        for (JsonNode rule : Json.arrayAt(ingress, "spec", "rules")) {
            String host = Json.string(rule, "host");
            if (!host.isEmpty()) {
                hosts.add(host);
            }
        }
        return some(hosts, "*");
    }

    /// Where a balancer is reached.
    static String addresses(ArrayNode balancers) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode balancer : balancers) {
            String ip = Json.string(balancer, "ip");
            addresses.add(ip.isEmpty() ? Json.string(balancer, "hostname") : ip);
        }
        return String.join(",", addresses);
    }

    /// What an autoscaler aims at. Nobody measures here, so what there is now is not known.
    static String targets(ObjectNode autoscaler) {
        List<String> targets = new ArrayList<>();
        for (JsonNode metric : Json.arrayAt(autoscaler, "spec", "metrics")) {
            String name = Json.string(metric, "resource", "name");
            JsonNode share = Json.at(metric, "resource", "target", "averageUtilization");
            String aim = share == null ? Json.string(metric, "resource", "target", "averageValue") : share + "%";
            targets.add(name.isEmpty() ? Cells.UNKNOWN : name + ": " + Cells.UNKNOWN + "/" + aim);
        }
        return some(targets, Cells.NONE);
    }

    private static String some(List<String> values, String none) {
        if (values.isEmpty()) {
            return none;
        }
        int more = values.size() - MOST;
        return String.join(",", values.subList(0, Math.min(MOST, values.size())))
                + (more > 0 ? " + " + more + " more..." : "");
    }
}
