package sh.karpenter.local.kubernetes.cluster.network;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.LabelSelector;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import sh.karpenter.local.kubernetes.cluster.runtime.Controller;
import sh.karpenter.local.kubernetes.cluster.runtime.Requeue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Lists the pods behind each service, in both forms that Kubernetes has: an `Endpoints` of the service's name and
/// one `EndpointSlice`. A slice lists at most a thousand pods; the others of a larger service are left out.
public final class EndpointController implements Controller {
    private static final int MOST = 1000;
    private static final int SUFFIX = 5;

    private final ClusterContext cluster;

    public EndpointController(ClusterContext cluster) {
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return "endpoint";
    }

    @Override
    public boolean gathersChanges() {
        return true;
    }

    @Override
    public void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        if (kind.equals(Kinds.SERVICES)) {
            enqueue.accept(Metadata.key(kind, change.object()));
        } else if (kind.equals(Kinds.PODS)) {
            ObjectNode pod = change.object();
            for (ObjectNode service : cluster.cache().list(Kinds.SERVICES, Metadata.namespace(pod))) {
                boolean before = change.previous() != null && isBehind(service, change.previous());
                if (before || isBehind(service, pod)) {
                    enqueue.accept(Metadata.key(Kinds.SERVICES, service));
                }
            }
        }
    }

    private static boolean isBehind(ObjectNode service, ObjectNode pod) {
        Map<String, String> selector = Tree.strings(service, "spec", "selector");
        return !selector.isEmpty() && LabelSelector.ofLabels(selector).matches(Metadata.labels(pod));
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        ObjectNode service = cluster.cache().get(key);
        ObjectKey endpoints = new ObjectKey(Kinds.ENDPOINTS, key.namespace(), key.name());
        if (service == null) {
            // A slice goes with the service that owns it.
            if (cluster.client().getFresh(endpoints) != null) {
                cluster.client().delete(endpoints, null);
            }
            return Requeue.none();
        }
        if (Tree.strings(service, "spec", "selector").isEmpty()
                || Tree.text(service, "spec", "type").equals("ExternalName")
                || Metadata.terminating(service)) {
            return Requeue.none();
        }
        List<ObjectNode> pods = cluster.cache().list(Kinds.PODS, key.namespace()).stream()
                .filter(pod -> isBehind(service, pod))
                .filter(pod -> !Pods.terminal(pod)
                        && !Tree.text(pod, "status", "podIP").isEmpty())
                .sorted(Comparator.comparing(Metadata::name))
                .limit(MOST)
                .toList();
        ArrayNode ports = pods.isEmpty() ? Tree.array() : ports(service, pods.getFirst());
        write(Kinds.ENDPOINTS, endpoints(service, pods, ports), "subsets");
        write(Kinds.ENDPOINT_SLICES, slice(service, pods, ports), "endpoints", "ports");
        return Requeue.none();
    }

    /// Creates an object, or replaces these members of it where they differ.
    private void write(ResourceKind kind, ObjectNode wanted, String... members) {
        ObjectKey key = Metadata.key(kind, wanted);
        ObjectNode present = cluster.client().getFresh(key);
        if (present == null) {
            cluster.client().create(kind, wanted);
            return;
        }
        ObjectNode patch = Tree.object();
        for (String member : members) {
            JsonNode value = Tree.at(wanted, member);
            JsonNode before = Tree.at(present, member);
            if (!value.equals(before) && !(value.isEmpty() && before.isEmpty())) {
                patch.set(member, value);
            }
        }
        if (!patch.isEmpty()) {
            cluster.client().patch(key, patch);
        }
    }

    private static ObjectNode endpoints(ObjectNode service, List<ObjectNode> pods, ArrayNode ports) {
        ArrayNode ready = Tree.array();
        ArrayNode others = Tree.array();
        for (ObjectNode pod : pods) {
            if (!Metadata.terminating(pod)) {
                (Pods.ready(pod) ? ready : others)
                        .add(Tree.object(
                                "ip",
                                Tree.text(pod, "status", "podIP"),
                                "nodeName",
                                Pods.nodeName(pod),
                                "targetRef",
                                reference(pod)));
            }
        }
        ObjectNode subset = Tree.object();
        if (!ready.isEmpty()) {
            subset.set("addresses", ready);
        }
        if (!others.isEmpty()) {
            subset.set("notReadyAddresses", others);
        }
        ArrayNode subsets = subset.isEmpty() ? Tree.array() : Tree.array(subset);
        if (!ports.isEmpty()) {
            subset.set("ports", ports);
        }
        ObjectNode labels = Tree.object("endpoints.kubernetes.io/managed-by", "endpoint-controller");
        Metadata.labels(service).forEach(labels::put);
        return Tree.object(
                "metadata",
                Tree.object("name", Metadata.name(service), "namespace", Metadata.namespace(service), "labels", labels),
                "subsets",
                subsets);
    }

    private static ObjectNode slice(ObjectNode service, List<ObjectNode> pods, ArrayNode ports) {
        ArrayNode endpoints = Tree.array();
        for (ObjectNode pod : pods) {
            boolean going = Metadata.terminating(pod);
            boolean ready = Pods.ready(pod);
            endpoints.add(Tree.object(
                    "addresses",
                    Tree.array(Tree.text(pod, "status", "podIP")),
                    "conditions",
                    Tree.object("ready", ready && !going, "serving", ready, "terminating", going),
                    "nodeName",
                    Pods.nodeName(pod),
                    "targetRef",
                    reference(pod)));
        }
        ObjectNode labels = Tree.object(
                "kubernetes.io/service-name",
                Metadata.name(service),
                "endpointslice.kubernetes.io/managed-by",
                "endpointslice-controller.k8s.io");
        Metadata.labels(service).forEach(labels::put);
        String uid = Metadata.uid(service).replace("-", "");
        return Tree.object(
                "metadata",
                Tree.object(
                        "name",
                        Metadata.name(service) + "-" + uid.substring(Math.max(0, uid.length() - SUFFIX)),
                        "namespace",
                        Metadata.namespace(service),
                        "labels",
                        labels,
                        "ownerReferences",
                        Tree.array(Metadata.controllerReference(Kinds.SERVICES, service))),
                "addressType",
                "IPv4",
                "endpoints",
                endpoints,
                "ports",
                ports);
    }

    private static ObjectNode reference(ObjectNode pod) {
        return Tree.object(
                "kind",
                "Pod",
                "name",
                Metadata.name(pod),
                "namespace",
                Metadata.namespace(pod),
                "uid",
                Metadata.uid(pod));
    }

    /// The ports of a service on its pods. Names of container ports are looked up in one of them: pods of a service
    /// are alike.
    private static ArrayNode ports(ObjectNode service, ObjectNode pod) {
        ArrayNode ports = Tree.array();
        for (JsonNode port : Tree.items(service, "spec", "ports")) {
            long number = number(Tree.at(port, "targetPort"), Tree.number(port, 0, "port"), pod);
            if (number > 0) {
                ports.add(Tree.object(
                        "name", Tree.text(port, "name"), "port", number, "protocol", Tree.text(port, "protocol")));
            }
        }
        return ports;
    }

    /// @return 0 when no container has a port of that name
    private static long number(JsonNode target, long fallback, ObjectNode pod) {
        if (!target.isString()) {
            return target.isNumber() ? target.longValue() : fallback;
        }
        for (JsonNode container : Tree.items(pod, "spec", "containers")) {
            for (JsonNode port : Tree.items(container, "ports")) {
                if (Tree.text(port, "name").equals(target.stringValue())) {
                    return Tree.number(port, 0, "containerPort");
                }
            }
        }
        return 0;
    }
}
