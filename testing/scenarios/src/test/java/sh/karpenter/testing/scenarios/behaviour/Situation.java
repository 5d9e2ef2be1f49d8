package sh.karpenter.testing.scenarios.behaviour;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sh.karpenter.kube.casefile.CaseFile;
import sh.karpenter.kube.casefile.CaseReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns the short notation of `given` into a case file, which is read with the product's own mapping.
///
/// | Field | Short for |
/// |---|---|
/// | `pools` | NodePools: `name`, `weight`, `labels`, `requirements` ("key In a,b"), `taints`
/// ("key=value:Effect"), `limits`, `replicas`, and of disruption `policy`, `consolidateAfter`, `budgets` (one of
/// nothing but `nodes` is written as that) |
/// | `instanceTypes` | `name`, `cpu`, `memory`, `capacity`, `zones`, `capacityTypes`, `volumeLimits`, or
/// `offerings` and
/// `requirements` as in case files; absent: [#STANDARD] |
/// | `nodes` | as in case files; `type`, `pool`, `zone`, `capacityType` give labels and amounts; `count` makes
/// several; a label of null is none |
/// | `pods` | name to `count`, `cpu`, `memory`, `labels`, `annotations`, `spread`, `apart`, `near`, `node` (one, or
/// a list to go round), ...; `metadata`, `spec` and `status` are laid over the pod's own |
/// | `podDisruptionBudgets` | name to `of` (the workload; absent: that of its name), `allowed`, and what the spec
/// says |
/// | `manifests` | plain API objects, as `kubectl get -o yaml` prints them |
/// | all else | as in case files |
///
/// Pools and nodes are a list, or a map by name. A label key may be written `zone`, `hostname` or `capacity-type`.
public final class Situation {
    /// 0.05 an hour per CPU on demand and 0.02 spot, in zones a, b and c.
    private static final Map<String, List<String>> STANDARD = new TreeMap<>(Map.of(
            "small", List.of("2", "8Gi"),
            "medium", List.of("4", "16Gi"),
            "large", List.of("8", "32Gi"),
            "huge", List.of("32", "128Gi")));

    private static final Map<String, String> KEYS = Map.of(
            "zone", "topology.kubernetes.io/zone",
            "hostname", "kubernetes.io/hostname",
            "capacity-type", "karpenter.sh/capacity-type");

    private final JsonMapper json = JsonMapper.builder().build();
    private final Manifests manifests = new Manifests();

    /// The situation of a scenario.
    CaseFile read(Scenario scenario) {
        CaseFile file = read(written(scenario.name(), scenario.given()));
        if (!file.unread().isEmpty() && !scenario.then().has("leftOut")) {
            throw new IllegalArgumentException(scenario.file() + ": " + file.unread());
        }
        return file;
    }

    /// A case file, read.
    public static CaseFile read(ObjectNode written) {
        return new CaseReader(_ -> "[]").read(written.toString());
    }

    /// A situation in short notation as a case file.
    public ObjectNode written(String name, JsonNode given) {
        ObjectNode written = json.createObjectNode().put("name", name);
        given.properties().forEach(entry -> {
            if (!List.of("pools", "instanceTypes", "nodes", "pods", "manifests", "podDisruptionBudgets")
                    .contains(entry.getKey())) {
                written.set(entry.getKey(), entry.getValue());
            }
        });
        written.set("instanceTypes", types(given.path("instanceTypes")));
        ArrayNode pools = written.putArray("nodePools");
        named(given.path("pools")).forEach(pool -> pools.add(pool(pool)));
        ArrayNode nodes = written.putArray("nodes");
        named(given.path("nodes")).forEach(node -> nodes.add(node(node, written.path("instanceTypes"))));
        given.path("pods").properties().forEach(entry -> pods(entry.getKey(), entry.getValue(), written));
        JsonNode budgets = given.path("podDisruptionBudgets");
        if (budgets.isArray()) {
            written.set("podDisruptionBudgets", budgets);
        }
        budgets.properties()
                .forEach(entry -> written.withArrayProperty("podDisruptionBudgets")
                        .add(podDisruptionBudget(entry.getKey(), entry.getValue())));
        given.path("manifests").forEach(manifest -> manifests.add(manifest, written));
        return written;
    }

    /// The objects of a list, or of a map by name; one with a `count` stands for several.
    private List<ObjectNode> named(JsonNode given) {
        var result = new ArrayList<ObjectNode>();
        if (given.isArray()) {
            given.forEach(one -> result.add((ObjectNode) one));
        }
        given.properties().forEach(entry -> {
            if (entry.getValue().isNull()) {
                return;
            }
            int count = entry.getValue().path("count").asInt(-1);
            for (int i = 0; i < Math.abs(count); i++) {
                ObjectNode one = ((ObjectNode) entry.getValue()).deepCopy();
                result.add(one.put("name", count < 0 ? entry.getKey() : entry.getKey() + "-" + i));
            }
        });
        return result;
    }

    private ObjectNode podDisruptionBudget(String name, JsonNode given) {
        ObjectNode budget =
                json.createObjectNode().put("apiVersion", "policy/v1").put("kind", "PodDisruptionBudget");
        budget.putObject("metadata").put("name", name).put("namespace", "default");
        ObjectNode spec = budget.putObject("spec");
        spec.putObject("selector")
                .putObject("matchLabels")
                .put("app", given.path("of").asString(name));
        given.properties().forEach(entry -> {
            if (!List.of("of", "allowed").contains(entry.getKey())) {
                spec.set(entry.getKey(), entry.getValue());
            }
        });
        budget.putObject("status")
                .put("disruptionsAllowed", given.path("allowed").asInt(0));
        return budget;
    }

    private ArrayNode types(JsonNode given) {
        ArrayNode types = json.createArrayNode();
        if (given.isMissingNode()) {
            STANDARD.forEach((name, size) -> types.add(type(json.createObjectNode()
                    .put("name", name)
                    .put("cpu", size.getFirst())
                    .put("memory", size.getLast()))));
        }
        given.forEach(type -> types.add(type((ObjectNode) type)));
        return types;
    }

    private ObjectNode type(ObjectNode given) {
        ObjectNode type = json.createObjectNode();
        type.put("name", given.path("name").asString(""));
        ObjectNode capacity = type.putObject("capacity").put("pods", "110");
        given.path("capacity").properties().forEach(entry -> capacity.set(entry.getKey(), entry.getValue()));
        double cores = given.path("cpu").asDouble(1);
        if (given.has("cpu")) {
            capacity.put("cpu", given.path("cpu").asString(""));
        }
        if (given.has("memory")) {
            capacity.put("memory", given.path("memory").asString(""));
        }
        if (given.has("volumeLimits")) {
            type.set("volumeLimits", given.path("volumeLimits"));
        }
        type.set("overhead", given.path("overhead").isObject() ? given.path("overhead") : json.createObjectNode());
        ArrayNode requirements = type.putArray("requirements");
        given.path("requirements").forEach(requirement -> requirements.add(requirement(requirement)));
        if (!has(requirements, "kubernetes.io/arch")) {
            requirements.add(requirement("kubernetes.io/arch In amd64"));
        }
        requirements.add(requirement("kubernetes.io/os In linux"));
        ArrayNode offerings = type.putArray("offerings");
        if (given.has("offerings")) {
            given.path("offerings").forEach(offerings::add);
            return type;
        }
        for (String zone : texts(given.path("zones"), "a", "b", "c")) {
            for (String capacityType : texts(given.path("capacityTypes"), "on-demand", "spot")) {
                offerings
                        .addObject()
                        .put("zone", zone)
                        .put("capacityType", capacityType)
                        .put("price", cores * (capacityType.equals("spot") ? 0.02 : 0.05));
            }
        }
        return type;
    }

    private static boolean has(ArrayNode requirements, String key) {
        return requirements
                .valueStream()
                .anyMatch(one -> one.path("key").asString("").equals(key));
    }

    private ObjectNode pool(JsonNode given) {
        ObjectNode pool =
                json.createObjectNode().put("apiVersion", "karpenter.sh/v1").put("kind", "NodePool");
        pool.putObject("metadata").put("name", given.path("name").asString("default"));
        ObjectNode spec = pool.putObject("spec");
        if (given.has("weight")) {
            spec.set("weight", given.path("weight"));
        }
        for (String field : List.of("limits", "replicas")) {
            if (given.has(field)) {
                spec.set(field, given.path(field));
            }
        }
        disruption(given, spec);
        ObjectNode template = spec.putObject("template");
        template.putObject("metadata").set("labels", object(given.path("labels")));
        ObjectNode nodes = template.putObject("spec");
        nodes.putObject("nodeClassRef")
                .put("group", "karpenter.test.sh")
                .put("kind", "TestNodeClass")
                .put("name", "default");
        ArrayNode requirements = nodes.putArray("requirements");
        given.path("requirements").forEach(requirement -> requirements.add(requirement(requirement)));
        nodes.set("taints", taints(given.path("taints")));
        nodes.set("startupTaints", taints(given.path("startupTaints")));
        return pool;
    }

    private static void disruption(JsonNode given, ObjectNode spec) {
        if (given.has("policy")) {
            spec.withObjectProperty("disruption").set("consolidationPolicy", given.path("policy"));
        }
        if (given.has("consolidateAfter")) {
            spec.withObjectProperty("disruption").set("consolidateAfter", given.path("consolidateAfter"));
        }
        if (given.has("budgets")) {
            ArrayNode budgets = spec.withObjectProperty("disruption").putArray("budgets");
            for (JsonNode budget : given.path("budgets")) {
                if (budget.isObject()) {
                    budgets.add(budget);
                } else {
                    budgets.addObject().put("nodes", budget.asString(""));
                }
            }
        }
    }

    private ObjectNode node(JsonNode given, JsonNode types) {
        ObjectNode node = ((ObjectNode) given).deepCopy();
        ObjectNode labels = json.createObjectNode();
        String type = given.path("type").asString("");
        if (!type.isEmpty()) {
            labels.put("node.kubernetes.io/instance-type", type);
            for (JsonNode known : types) {
                if (known.path("name").asString("").equals(type) && !given.has("allocatable")) {
                    node.set("capacity", known.path("capacity"));
                    node.set("allocatable", known.path("capacity"));
                }
            }
        }
        labels.put("topology.kubernetes.io/zone", given.path("zone").asString("a"));
        if (given.path("managed").asBoolean(true)) {
            labels.put("karpenter.sh/nodepool", given.path("pool").asString("default"));
            labels.put("karpenter.sh/capacity-type", given.path("capacityType").asString("on-demand"));
            labels.put("kubernetes.io/arch", "amd64");
            labels.put("kubernetes.io/os", "linux");
        }
        given.path("labels").properties().forEach(entry -> {
            if (entry.getValue().isNull()) {
                labels.remove(key(entry.getKey()));
            } else {
                labels.set(key(entry.getKey()), entry.getValue());
            }
        });
        node.set("labels", labels);
        for (String field : List.of("taints", "claimTaints", "startupTaints")) {
            node.set(field, taints(given.path(field)));
        }
        return node;
    }

    private void pods(String name, JsonNode given, ObjectNode written) {
        if (given.isNull()) {
            return;
        }
        int count = given.path("count").asInt(1);
        for (int i = 0; i < count; i++) {
            ObjectNode pod = pod(name, given.has("count") ? name + "-" + i : name, i, given);
            boolean bound = pod.path("spec").has("nodeName");
            written.withArrayProperty(bound ? "boundPods" : "pods").add(pod);
        }
    }

    private ObjectNode pod(String workload, String name, int index, JsonNode given) {
        ObjectNode pod = json.createObjectNode();
        ObjectNode metadata = pod.putObject("metadata")
                .put("name", name)
                .put("namespace", given.path("namespace").asString("default"))
                .put("uid", "uid-" + name)
                .put(
                        "creationTimestamp",
                        "2026-01-01T00:%02d:%02dZ".formatted(given.path("age").asInt(0), index % 60));
        ObjectNode labels = metadata.putObject("labels").put("app", workload);
        given.path("labels").properties().forEach(entry -> labels.set(entry.getKey(), entry.getValue()));
        given.path("metadata").properties().forEach(entry -> metadata.set(entry.getKey(), entry.getValue()));
        if (given.has("annotations")) {
            metadata.set("annotations", given.path("annotations"));
        }
        ObjectNode spec = pod.putObject("spec");
        ObjectNode requests = spec.putArray("containers")
                .addObject()
                .put("name", "main")
                .putObject("resources")
                .putObject("requests");
        for (String resource : List.of("cpu", "memory")) {
            if (given.has(resource)) {
                requests.put(resource, given.path(resource).asString(""));
            }
        }
        given.path("requests").properties().forEach(entry -> requests.set(entry.getKey(), entry.getValue()));
        if (given.has("node")) {
            JsonNode nodes = given.path("node");
            spec.put("nodeName", (nodes.isArray() ? nodes.path(index % nodes.size()) : nodes).asString(""));
            pod.putObject("status").put("phase", "Running");
        }
        given.path("status")
                .properties()
                .forEach(entry -> pod.withObjectProperty("status").set(entry.getKey(), entry.getValue()));
        given.path("nodeSelector")
                .properties()
                .forEach(entry -> spec.withObjectProperty("nodeSelector").set(key(entry.getKey()), entry.getValue()));
        if (given.has("spread")) {
            spread(workload, given.path("spread"), spec);
        }
        near(workload, "podAntiAffinity", given.path("apart"), spec);
        near(workload, "podAffinity", given.path("near"), spec);
        given.path("spec").properties().forEach(entry -> spec.set(entry.getKey(), entry.getValue()));
        return pod;
    }

    private void spread(String workload, JsonNode given, ObjectNode spec) {
        ArrayNode list = spec.putArray("topologySpreadConstraints");
        for (JsonNode one : given.isArray() ? given : json.createArrayNode().add(given)) {
            ObjectNode constraint = list.addObject().put("maxSkew", 1).put("whenUnsatisfiable", "DoNotSchedule");
            constraint.putObject("labelSelector").putObject("matchLabels").put("app", workload);
            one.properties().forEach(entry -> constraint.set(entry.getKey(), entry.getValue()));
            constraint.remove("key");
            constraint.put("topologyKey", key(one.path("key").asString("")));
        }
    }

    /// `apart: hostname` from one's own kind, `near: {key: zone, app: db}` to another.
    private void near(String workload, String kind, JsonNode given, ObjectNode spec) {
        if (given.isMissingNode()) {
            return;
        }
        ObjectNode term = spec.withObjectProperty("affinity")
                .withObjectProperty(kind)
                .putArray("requiredDuringSchedulingIgnoredDuringExecution")
                .addObject();
        term.put("topologyKey", key(given.path("key").asString(given.asString(""))));
        term.putObject("labelSelector")
                .putObject("matchLabels")
                .put("app", given.path("app").asString(workload));
        if (given.has("namespaceSelector")) {
            term.set("namespaceSelector", given.path("namespaceSelector"));
        }
    }

    private ObjectNode requirement(JsonNode given) {
        if (given.isObject()) {
            ObjectNode copy = ((ObjectNode) given).deepCopy();
            return copy.put("key", key(given.path("key").asString("")));
        }
        return requirement(given.asString(""));
    }

    /// `key In a,b`, `key Exists`.
    private ObjectNode requirement(String given) {
        String[] parts = given.split(" ", 3);
        ObjectNode requirement =
                json.createObjectNode().put("key", key(parts[0])).put("operator", parts[1]);
        if (parts.length > 2) {
            ArrayNode values = requirement.putArray("values");
            List.of(parts[2].split(",")).forEach(values::add);
        }
        return requirement;
    }

    /// `key=value:Effect`.
    private ArrayNode taints(JsonNode given) {
        ArrayNode taints = json.createArrayNode();
        for (JsonNode one : given) {
            String[] parts = one.asString("").split("[=:]", 3);
            taints.addObject().put("key", parts[0]).put("value", parts[1]).put("effect", parts[2]);
        }
        return taints;
    }

    private ObjectNode object(JsonNode given) {
        return given.isObject() ? (ObjectNode) given : json.createObjectNode();
    }

    private static List<String> texts(JsonNode given, String... otherwise) {
        return given.isMissingNode()
                ? List.of(otherwise)
                : given.valueStream().map(value -> value.asString("")).toList();
    }

    private static String key(String given) {
        return KEYS.getOrDefault(given, given);
    }
}
