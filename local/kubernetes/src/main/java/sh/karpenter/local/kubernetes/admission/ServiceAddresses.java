package sh.karpenter.local.kubernetes.admission;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Gives services their cluster address from 10.96.0.0/16 and their ports on nodes, and keeps them.
public final class ServiceAddresses implements AdmissionPlugin {
    private static final int FIRST = 10;
    private static final int ADDRESSES = 1 << 16;
    private static final long FIRST_NODE_PORT = 30_000;

    private final ObjectReader reader;

    public ServiceAddresses(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public synchronized void mutate(AdmissionRequest request) {
        ObjectNode service = request.main("services");
        if (service == null) {
            return;
        }
        ObjectNode spec = Json.child(service, "spec");
        if (Json.string(spec, "type").equals("ExternalName")) {
            return;
        }
        @Nullable ObjectNode old = request.oldObject();
        if (Json.string(spec, "clusterIP").isEmpty()) {
            String kept = Json.string(old, "spec", "clusterIP");
            spec.put("clusterIP", kept.isEmpty() ? free() : kept);
        }
        if (Json.arrayAt(spec, "clusterIPs").isEmpty()) {
            spec.putArray("clusterIPs").add(Json.string(spec, "clusterIP"));
        }
        nodePorts(Metadata.name(service), spec, Json.arrayAt(old, "spec", "ports"));
    }

    /// Ports on nodes: what a port had before, else a free one.
    private void nodePorts(String name, ObjectNode spec, ArrayNode before) {
        String type = Json.string(spec, "type");
        if (!type.equals("NodePort") && !type.equals("LoadBalancer")) {
            return;
        }
        Set<Long> taken = takenPorts();
        int at = 0;
        for (JsonNode port : Json.arrayAt(spec, "ports")) {
            String path = "spec.ports[" + at++ + "].nodePort";
            Long asked = Json.number(port, "nodePort");
            Long kept = kept(before, port);
            if (asked != null && !asked.equals(kept) && !taken.add(asked)) {
                throw ApiErrors.invalid(
                        "Service",
                        name,
                        List.of(FieldError.invalid(path, port.get("nodePort"), "provided port is already allocated")));
            }
            if (asked == null && port instanceof ObjectNode open) {
                open.put("nodePort", kept == null ? free(taken) : kept);
            }
        }
    }

    private static @Nullable Long kept(ArrayNode before, JsonNode port) {
        for (JsonNode old : before) {
            if (Json.same(old.get("port"), port.get("port")) && Json.same(old.get("name"), port.get("name"))) {
                return Json.number(old, "nodePort");
            }
        }
        return null;
    }

    private static long free(Set<Long> taken) {
        long port = FIRST_NODE_PORT;
        while (!taken.add(port)) {
            port++;
        }
        return port;
    }

    private Set<Long> takenPorts() {
        Set<Long> taken = new LinkedHashSet<>();
        for (ObjectNode service : reader.list("services", null)) {
            for (JsonNode port : Json.arrayAt(service, "spec", "ports")) {
                Long number = Json.number(port, "nodePort");
                if (number != null) {
                    taken.add(number);
                }
            }
        }
        return taken;
    }

    private String free() {
        Set<String> taken = new LinkedHashSet<>();
        for (ObjectNode service : reader.list("services", null)) {
            for (JsonNode address : Json.arrayAt(service, "spec", "clusterIPs")) {
                taken.add(address.asString(""));
            }
        }
        for (int at = FIRST; at < ADDRESSES; at++) {
            String address = "10.96." + (at >> 8) + "." + (at & 0xff);
            if (!taken.contains(address)) {
                return address;
            }
        }
        throw new IllegalStateException("no cluster address is left in 10.96.0.0/16");
    }
}
