package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.JsonNode;

/// A port of the node that a pod takes.
///
/// @param address `0.0.0.0` for every address
record HostPort(String address, String protocol, int port) {
    private static final String EVERY_ADDRESS = "0.0.0.0";

    boolean collidesWith(HostPort other) {
        return port == other.port
                && protocol.equals(other.protocol)
                && (address.equals(other.address)
                        || address.equals(EVERY_ADDRESS)
                        || other.address.equals(EVERY_ADDRESS));
    }

    static List<HostPort> list(JsonNode podSpec) {
        List<HostPort> ports = new ArrayList<>();
        collect(Tree.items(podSpec, "containers"), ports);
        collect(
                Tree.items(podSpec, "initContainers").stream()
                        .filter(PodRequests::isSidecar)
                        .toList(),
                ports);
        return Collections.unmodifiableList(ports);
    }

    private static void collect(Collection<JsonNode> containers, List<HostPort> ports) {
        for (JsonNode container : containers) {
            for (JsonNode port : Tree.items(container, "ports")) {
                int number = (int) Tree.number(port, 0, "hostPort");
                if (number > 0) {
                    String address = Tree.text(port, "hostIP");
                    String protocol = Tree.text(port, "protocol");
                    ports.add(new HostPort(
                            address.isEmpty() ? EVERY_ADDRESS : address,
                            protocol.isEmpty() ? "TCP" : protocol,
                            number));
                }
            }
        }
    }
}
