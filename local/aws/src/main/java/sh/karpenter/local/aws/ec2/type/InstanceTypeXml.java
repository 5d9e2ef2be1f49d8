package sh.karpenter.local.aws.ec2.type;

import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Writes an instance type's JSON, which has the API's member names, as the XML of DescribeInstanceTypes: names
/// begin with a small letter, list elements are called `item`. The exceptions are listed here.
final class InstanceTypeXml {
    private static final Map<String, String> NAMES = Map.of("EbsCards", "ebsCardSet", "Workloads", "workloadSet");
    private static final Map<String, String> ELEMENTS = Map.of("Accelerators", "member");

    private InstanceTypeXml() {}

    static String of(JsonNode type) {
        var out = new StringBuilder(4096);
        members(out, type);
        return out.toString();
    }

    private static void members(StringBuilder out, JsonNode structure) {
        for (var member : structure.properties()) {
            var name = NAMES.getOrDefault(
                    member.getKey(),
                    member.getKey().substring(0, 1).toLowerCase(Locale.ROOT)
                            + member.getKey().substring(1));
            value(out, name, member.getKey(), member.getValue());
        }
    }

    private static void value(StringBuilder out, String name, String key, JsonNode value) {
        out.append('<').append(name).append('>');
        if (value.isObject()) {
            members(out, value);
        } else if (value.isArray()) {
            var element = ELEMENTS.getOrDefault(key, "item");
            for (var one : value) {
                value(out, element, "", one);
            }
        } else {
            out.append(value.asString().replace("&", "&amp;").replace("<", "&lt;"));
        }
        out.append("</").append(name).append('>');
    }
}
