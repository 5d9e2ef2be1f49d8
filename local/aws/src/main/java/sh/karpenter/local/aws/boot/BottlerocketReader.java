package sh.karpenter.local.aws.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads Bottlerocket's settings.
final class BottlerocketReader {
    private BottlerocketReader() {}

    /// @throws BadUserData when the text is not TOML or the cluster's details are incomplete
    static KubeletSettings read(String toml) {
        var parsed = Toml.parse(toml);
        if (parsed.hasErrors()) {
            throw new BadUserData(
                    "The user data is not TOML: " + parsed.errors().getFirst().getMessage());
        }
        var root = JsonMapper.shared().readTree(parsed.toJson());
        var settings = root.path("settings");
        var kubernetes = settings.path("kubernetes");
        var name = required(kubernetes, "cluster-name");
        var endpoint = required(kubernetes, "api-server");
        return new KubeletSettings(
                name,
                endpoint,
                KubeletSettings.isPlain(endpoint) ? null : required(kubernetes, "cluster-certificate"),
                texts(kubernetes.path("node-labels")),
                taints(kubernetes.path("node-taints")),
                maxPods(kubernetes),
                null,
                texts(kubernetes.path("kube-reserved")),
                texts(kubernetes.path("system-reserved")),
                texts(kubernetes.path("eviction-hard")),
                settings.path("bootstrap-commands").toString().contains("ephemeral-storage"));
    }

    private static String required(JsonNode kubernetes, String name) {
        var value = kubernetes.path(name).asString("");
        if (value.isBlank()) {
            throw new BadUserData("The settings have no settings.kubernetes." + name);
        }
        return value;
    }

    private static @Nullable Integer maxPods(JsonNode kubernetes) {
        var value = kubernetes.path("max-pods");
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.canConvertToInt()) {
            throw new BadUserData("settings.kubernetes.max-pods is not a number: " + value);
        }
        return value.asInt();
    }

    private static SortedMap<String, String> texts(JsonNode map) {
        var texts = new TreeMap<String, String>();
        map.properties()
                .forEach(member -> texts.put(member.getKey(), member.getValue().asString("")));
        return texts;
    }

    /// A taint's value is `value:Effect`, or a list of them.
    private static List<NodeTaint> taints(JsonNode map) {
        var taints = new ArrayList<NodeTaint>();
        for (var member : map.properties()) {
            var values = new ArrayList<String>();
            if (member.getValue().isArray()) {
                member.getValue().forEach(one -> values.add(one.asString("")));
            } else {
                values.add(member.getValue().asString(""));
            }
            for (var one : values) {
                int colon = one.lastIndexOf(':');
                if (colon < 0) {
                    throw new BadUserData("The taint " + member.getKey() + " = '" + one + "' has no effect");
                }
                taints.add(new NodeTaint(member.getKey(), one.substring(0, colon), one.substring(colon + 1)));
            }
        }
        return taints;
    }
}
