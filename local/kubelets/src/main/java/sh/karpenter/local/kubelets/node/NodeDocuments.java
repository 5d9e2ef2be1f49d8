package sh.karpenter.local.kubelets.node;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import sh.karpenter.local.kubelets.api.Json;
import sh.karpenter.local.kubelets.node.NodeSpec.NodeAddress;
import sh.karpenter.local.kubelets.node.NodeSpec.NodeSystem;
import sh.karpenter.local.kubelets.node.NodeSpec.NodeTaint;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The documents a kubelet writes about its node. Pure.
public final class NodeDocuments {
    /// Where logs of the node's pods can be asked for.
    ///
    /// @param host the address under which the API server reaches the kubelet, empty for the node's own
    /// @param port 0 when nobody answers
    public record LogEndpoint(String host, int port) {}

    private NodeDocuments() {}

    /// The node as it registers: not ready, and without extended resources, which device plugins report later.
    public static ObjectNode registration(NodeSpec spec, LogEndpoint logs, Instant now) {
        ObjectNode status = Json.object(
                "capacity", present(spec.capacity(), spec.timing().devices().isZero()),
                "allocatable",
                        present(allocatable(spec), spec.timing().devices().isZero()),
                "conditions", conditions(false, now),
                "addresses", addresses(spec, logs),
                "nodeInfo", info(spec.system()),
                "daemonEndpoints", endpoints(logs));
        ObjectNode node = Json.object(
                "apiVersion",
                "v1",
                "kind",
                "Node",
                "metadata",
                Json.object(
                        "name", spec.name(),
                        "labels", labels(spec),
                        "annotations", Map.of("volumes.kubernetes.io/controller-managed-attach-detach", "true")),
                "spec",
                Json.object("taints", taints(spec)),
                "status",
                status);
        if (!spec.providerId().isEmpty()) {
            ((ObjectNode) node.get("spec")).put("providerID", spec.providerId());
        }
        return node;
    }

    private static Map<String, String> labels(NodeSpec spec) {
        Map<String, String> labels = new TreeMap<>(Map.of(
                "kubernetes.io/hostname", spec.name(),
                "kubernetes.io/os", spec.system().operatingSystem(),
                "kubernetes.io/arch", spec.system().architecture(),
                "beta.kubernetes.io/os", spec.system().operatingSystem(),
                "beta.kubernetes.io/arch", spec.system().architecture()));
        labels.putAll(spec.labels());
        return labels;
    }

    private static ArrayNode taints(NodeSpec spec) {
        ArrayNode taints = Json.array();
        for (NodeTaint taint : spec.taints()) {
            ObjectNode each = Json.object("key", taint.key(), "effect", taint.effect());
            if (!taint.value().isEmpty()) {
                each.put("value", taint.value());
            }
            taints.add(each);
        }
        return taints;
    }

    private static Map<String, String> allocatable(NodeSpec spec) {
        Map<String, String> allocatable = new TreeMap<>(spec.capacity());
        allocatable.putAll(spec.allocatable());
        return allocatable;
    }

    private static Map<String, String> present(Map<String, String> amounts, boolean withDevices) {
        Map<String, String> present = new TreeMap<>(amounts);
        if (!withDevices) {
            present.replaceAll((name, amount) -> isExtended(name) ? "0" : amount);
        }
        return present;
    }

    private static boolean isExtended(String resource) {
        return resource.contains("/");
    }

    /// Whether device plugins have something to report later.
    public static boolean hasDevices(NodeSpec spec) {
        return spec.capacity().keySet().stream().anyMatch(NodeDocuments::isExtended);
    }

    /// The status once device plugins have reported.
    public static ObjectNode devices(NodeSpec spec) {
        return Json.object("status", Json.object("capacity", spec.capacity(), "allocatable", allocatable(spec)));
    }

    private static ArrayNode addresses(NodeSpec spec, LogEndpoint logs) {
        ArrayNode addresses = Json.array();
        for (NodeAddress address : spec.addresses()) {
            addresses.add(Json.object("type", address.type(), "address", address.address()));
        }
        boolean named =
                spec.addresses().stream().anyMatch(address -> address.type().equals("Hostname"));
        if (!named) {
            addresses.add(Json.object("type", "Hostname", "address", spec.name()));
        }
        addReachable(addresses, logs);
        return addresses;
    }

    /// A simulated node has no network of its own. The address under which its kubelet answers is given as
    /// external name: an API server that prefers that type (`--kubelet-preferred-address-types=ExternalDNS`)
    /// reaches it.
    private static void addReachable(ArrayNode addresses, LogEndpoint logs) {
        if (!logs.host().isEmpty()) {
            addresses.add(Json.object("type", "ExternalDNS", "address", logs.host()));
        }
    }

    private static ObjectNode info(NodeSystem system) {
        return Json.object(
                "architecture", system.architecture(),
                "operatingSystem", system.operatingSystem(),
                "osImage", system.osImage(),
                "kernelVersion", system.kernelVersion(),
                "containerRuntimeVersion", system.containerRuntime(),
                "kubeletVersion", system.kubeletVersion(),
                "kubeProxyVersion", "",
                "machineID", "",
                "systemUUID", "",
                "bootID", "");
    }

    private static ObjectNode endpoints(LogEndpoint logs) {
        return logs.port() == 0 ? Json.object() : Json.object("kubeletEndpoint", Json.object("Port", logs.port()));
    }

    /// The status patch that makes a node ready. Conditions of others stay, as the patch merges by type.
    ///
    /// @param incomplete whether somebody else created the node and left address, node info or resources open
    public static ObjectNode ready(
            String name, String address, boolean incomplete, NodeSystem system, LogEndpoint logs, Instant now) {
        ObjectNode status = Json.object("conditions", conditions(true, now), "phase", "Running");
        if (logs.port() != 0) {
            status.set("daemonEndpoints", endpoints(logs));
        }
        if (incomplete) {
            ArrayNode addresses = Json.array();
            addresses.add(Json.object("type", "InternalIP", "address", address));
            addresses.add(Json.object("type", "Hostname", "address", name));
            addReachable(addresses, logs);
            status.set("addresses", addresses);
            status.set("nodeInfo", info(system));
        } else {
            // Merged by type with those that the node has.
            ArrayNode reachable = Json.array();
            addReachable(reachable, logs);
            if (!reachable.isEmpty()) {
                status.set("addresses", reachable);
            }
        }
        return Json.object("status", status);
    }

    private static ArrayNode conditions(boolean ready, Instant now) {
        ArrayNode conditions = Json.array();
        conditions.add(condition(
                "MemoryPressure",
                "False",
                "KubeletHasSufficientMemory",
                "kubelet has sufficient memory available",
                now));
        conditions.add(
                condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure", now));
        conditions.add(condition(
                "PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available", now));
        if (ready) {
            conditions.add(
                    condition("NetworkUnavailable", "False", "RouteCreated", "the network needs nothing here", now));
            conditions.add(condition("Ready", "True", "KubeletReady", "kubelet is posting ready status", now));
        } else {
            conditions.add(condition("Ready", "False", "KubeletNotReady", "container runtime network not ready", now));
        }
        return conditions;
    }

    private static ObjectNode condition(String type, String status, String reason, String message, Instant now) {
        return Json.object(
                "type", type,
                "status", status,
                "reason", reason,
                "message", message,
                "lastHeartbeatTime", seconds(now),
                "lastTransitionTime", seconds(now));
    }

    private static String seconds(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// A new lease of a node.
    public static ObjectNode lease(String node, String nodeUid, int seconds, Instant now) {
        ObjectNode owner = Json.object("apiVersion", "v1", "kind", "Node", "name", node, "uid", nodeUid);
        ObjectNode metadata = Json.object("name", node, "namespace", "kube-node-lease");
        metadata.set("ownerReferences", Json.array().add(owner));
        return Json.object(
                "apiVersion",
                "coordination.k8s.io/v1",
                "kind",
                "Lease",
                "metadata",
                metadata,
                "spec",
                Json.object("holderIdentity", node, "leaseDurationSeconds", seconds, "renewTime", micros(now)));
    }

    /// The patch that renews a lease.
    public static ObjectNode renewal(Instant now) {
        return Json.object("spec", Json.object("renewTime", micros(now)));
    }

    private static String micros(Instant now) {
        String text = now.truncatedTo(ChronoUnit.MICROS).toString();
        int dot = text.indexOf('.');
        String fraction = dot < 0 ? "" : text.substring(dot + 1, text.length() - 1);
        String whole = dot < 0 ? text.substring(0, text.length() - 1) : text.substring(0, dot);
        return whole + "." + (fraction + "000000").substring(0, 6) + "Z";
    }

    /// The storage drivers of a node, named with how many volumes each can attach (0 for no limit).
    public static ObjectNode storage(String node, String nodeUid, Map<String, Integer> drivers) {
        ArrayNode list = Json.array();
        new TreeMap<>(drivers).forEach((driver, count) -> {
            ObjectNode each = Json.object("name", driver, "nodeID", node);
            each.set("topologyKeys", Json.array().add("topology.kubernetes.io/zone"));
            if (count > 0) {
                each.set("allocatable", Json.object("count", count));
            }
            list.add(each);
        });
        ObjectNode owner = Json.object("apiVersion", "v1", "kind", "Node", "name", node, "uid", nodeUid);
        ObjectNode metadata = Json.object("name", node);
        metadata.set("ownerReferences", Json.array().add(owner));
        return Json.object(
                "apiVersion",
                "storage.k8s.io/v1",
                "kind",
                "CSINode",
                "metadata",
                metadata,
                "spec",
                Json.object("drivers", list));
    }
}
