package sh.karpenter.local.aws.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads the `NodeConfig` documents of Amazon Linux 2023 as nodeadm does: all documents are merged in their
/// order, so that a later one wins, flags are appended, and the cluster's details must be there at the end.
final class NodeConfigReader {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String API_VERSION = "node.eks.aws/v1alpha1";
    private static final String MEDIA_TYPE = "application/node.eks.aws";

    private NodeConfigReader() {}

    /// Whether a part is a document of this kind.
    static boolean accepts(Mime.Part part) {
        return part.type().equals(MEDIA_TYPE)
                || (part.type().isEmpty() && part.body().contains("apiVersion: node.eks.aws/"));
    }

    /// @throws BadUserData when a document cannot be read or the cluster's details are incomplete
    static KubeletSettings read(List<String> documents) {
        var merged = JsonNodeFactory.instance.objectNode();
        for (var document : documents) {
            merge(merged, parse(document));
        }
        var cluster = merged.path("spec").path("cluster");
        var kubelet = merged.path("spec").path("kubelet");
        var config = kubelet.path("config");
        required(cluster, "cidr");
        var flags = new KubeletFlags();
        var words = new ArrayList<String>();
        kubelet.path("flags").forEach(flag -> words.add(flag.asString()));
        flags.addAll(words);
        var taints = taints(config.path("registerWithTaints"));
        var name = required(cluster, "name");
        var endpoint = required(cluster, "apiServerEndpoint");
        return new KubeletSettings(
                name,
                endpoint,
                KubeletSettings.isPlain(endpoint) ? null : required(cluster, "certificateAuthority"),
                flags.labels(),
                taints.isEmpty() ? flags.taints() : taints,
                integer(config, "maxPods"),
                integer(config, "podsPerCore"),
                texts(config.path("kubeReserved")),
                texts(config.path("systemReserved")),
                texts(config.path("evictionHard")),
                merged.path("spec")
                        .path("instance")
                        .path("localStorage")
                        .path("strategy")
                        .asString("")
                        .equals("RAID0"));
    }

    private static ObjectNode parse(String document) {
        JsonNode tree;
        try {
            tree = YAML.readTree(document);
        } catch (JacksonException e) {
            throw new BadUserData("The NodeConfig is not YAML: " + e.getOriginalMessage());
        }
        if (!(tree instanceof ObjectNode object)) {
            throw new BadUserData("The NodeConfig is not a YAML map");
        }
        var apiVersion = object.path("apiVersion").asString("");
        var kind = object.path("kind").asString("");
        if (!apiVersion.equals(API_VERSION) || !kind.equals("NodeConfig")) {
            throw new BadUserData("The document for nodeadm is " + apiVersion + " " + kind + " instead of "
                    + API_VERSION + " NodeConfig");
        }
        return object;
    }

    private static void merge(ObjectNode into, ObjectNode from) {
        for (var member : from.properties()) {
            var name = member.getKey();
            var present = into.get(name);
            var added = member.getValue();
            if (present instanceof ObjectNode both && added instanceof ObjectNode more) {
                merge(both, more);
            } else if (name.equals("flags") && present != null && present.isArray()) {
                var flags = JsonNodeFactory.instance.arrayNode();
                present.forEach(flags::add);
                added.forEach(flags::add);
                into.set(name, flags);
            } else {
                into.set(name, added);
            }
        }
    }

    private static String required(JsonNode cluster, String name) {
        var value = cluster.path(name).asString("");
        if (value.isBlank()) {
            throw new BadUserData("The NodeConfig has no spec.cluster." + name);
        }
        return value;
    }

    private static @Nullable Integer integer(JsonNode config, String name) {
        var value = config.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.canConvertToInt()) {
            throw new BadUserData("The kubelet's " + name + " is not a number: " + value);
        }
        return value.asInt();
    }

    private static SortedMap<String, String> texts(JsonNode map) {
        var texts = new TreeMap<String, String>();
        map.properties()
                .forEach(member -> texts.put(member.getKey(), member.getValue().asString("")));
        return texts;
    }

    private static List<NodeTaint> taints(JsonNode list) {
        var taints = new ArrayList<NodeTaint>();
        for (var one : list) {
            taints.add(new NodeTaint(
                    one.path("key").asString(""),
                    one.path("value").asString(""),
                    one.path("effect").asString("")));
        }
        return taints;
    }
}
