package sh.karpenter.app.explain;

import java.util.ArrayList;
import java.util.List;
import sh.karpenter.app.cli.Table;
import tools.jackson.databind.JsonNode;

/// What the controller says of nodes, for people.
final class ExplainText {
    private ExplainText() {}

    /// One line per node.
    static List<String> ofAll(JsonNode document) {
        var table = new Table("NODE", "NODEPOOL", "GOES", "WHY");
        for (JsonNode node : document.path("nodes")) {
            table.row(text(node, "node"), text(node, "nodePool"), goes(node), text(node, "why"));
        }
        return document.path("nodes").isEmpty() ? List.of("There are no nodes of a NodePool.") : table.lines();
    }

    /// Everything about one node.
    static List<String> ofOne(JsonNode node) {
        var lines = new ArrayList<String>();
        String claim = text(node, "nodeClaim").isEmpty() ? "" : "NodeClaim " + text(node, "nodeClaim") + ", ";
        lines.add("Node " + text(node, "node") + " (" + claim + "NodePool " + text(node, "nodePool") + ") "
                + (node.path("goes").asBoolean() ? "goes" : "stays") + ":");
        lines.add("  " + text(node, "why"));
        String course = text(node, "course");
        if (!course.isEmpty() && !course.equals(text(node, "why"))) {
            lines.add("  It " + course);
        }
        lines.add("");
        lines.add("What each method found at " + text(node, "judgedAt") + ":");
        var table = new Table("METHOD", "VERDICT", "RULE", "WHY");
        for (JsonNode verdict : node.path("verdicts")) {
            table.row(text(verdict, "method"), text(verdict, "verdict"), text(verdict, "rule"), text(verdict, "why"));
        }
        table.lines().forEach(line -> lines.add("  " + line));
        return lines;
    }

    private static String goes(JsonNode node) {
        return node.path("goes").asBoolean() ? "yes" : "no";
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
