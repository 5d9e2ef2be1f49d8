package sh.karpenter.app.metrics;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.controllers.disruption.Course;
import sh.karpenter.controllers.disruption.Explanations;
import sh.karpenter.controllers.disruption.NodeExplanation;
import sh.karpenter.core.disruption.verdict.Verdict;
import sh.karpenter.core.disruption.verdict.VerdictRenderer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Serves what the last pass found about every node, or with `?node=NAME` about one, as JSON:
///
/// ```json
/// {"nodes": [{"node": "ip-10-0-32-4", "nodeClaim": "default-x7k2p", "nodePool": "default", "goes": false,
///   "why": "can't replace with a cheaper node: ...", "method": "single", "judgedAt": "2026-11-23T05:12:33Z",
///   "verdicts": [{"method": "emptiness", "verdict": "refused", "rule": "NotEmpty", "why": "5 pods would ..."}],
///   "course": "was to go until ..."}]}
/// ```
///
/// What cannot be answered has a status of its own and a line in `error`.
public final class ExplainPage implements Page {
    /// Where it is served.
    public static final String PATH = "/debug/explain";

    private static final String JSON = "application/json; charset=utf-8";
    private static final int NAMES_SHOWN = 5;

    private final JsonMapper json = JsonMapper.builder().build();
    private final Explanations explanations;

    public ExplainPage(Explanations explanations) {
        this.explanations = explanations;
    }

    @Override
    public Answer answer(Map<String, String> query) {
        if (explanations.lastPass() == null) {
            return failure(
                    503, "no pass over the nodes has ended yet: the controller has just started, or does not lead");
        }
        String name = query.get("node");
        if (name == null) {
            return nodes(explanations.all());
        }
        NodeExplanation found = explanations.of(name);
        return found == null ? failure(404, unknown(name)) : nodes(List.of(found));
    }

    private String unknown(String name) {
        if (explanations.notOurs().contains(name)) {
            return "node \"" + name + "\" does not belong to a NodePool, so it is never disrupted";
        }
        List<String> known =
                explanations.all().stream().map(NodeExplanation::node).toList();
        if (known.isEmpty()) {
            return "node \"" + name + "\" is not known: there are no nodes of a NodePool";
        }
        return "node \"" + name + "\" is not known: the last pass looked at "
                + String.join(", ", known.subList(0, Math.min(known.size(), NAMES_SHOWN)))
                + (known.size() > NAMES_SHOWN ? " and " + (known.size() - NAMES_SHOWN) + " more" : "");
    }

    private Answer failure(int status, String message) {
        return new Answer(status, JSON, json.createObjectNode().put("error", message) + "\n");
    }

    private Answer nodes(List<NodeExplanation> found) {
        ObjectNode document = json.createObjectNode();
        ArrayNode nodes = document.putArray("nodes");
        for (NodeExplanation explanation : found) {
            ObjectNode node = nodes.addObject()
                    .put("node", explanation.node())
                    .put("nodeClaim", explanation.claim())
                    .put("nodePool", explanation.verdict().pool())
                    .put("goes", explanation.goes())
                    .put("why", explanation.why())
                    .put("method", explanation.verdict().decisiveMethod())
                    .put(
                            "judgedAt",
                            explanation.judged().truncatedTo(ChronoUnit.SECONDS).toString());
            course(node, explanation.course());
            ArrayNode verdicts = node.putArray("verdicts");
            explanation
                    .verdict()
                    .byMethod()
                    .forEach((method, verdict) -> verdicts.addObject()
                            .put("method", method)
                            .put("verdict", kind(verdict))
                            .put("rule", rule(verdict))
                            .put("why", VerdictRenderer.explain(verdict)));
        }
        return new Answer(200, JSON, document + "\n");
    }

    private static void course(ObjectNode node, @Nullable Course course) {
        if (course != null) {
            node.put("course", course.text());
        }
    }

    private static String kind(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Blocked _ -> "blocked";
            case Verdict.Refused _ -> "refused";
            case Verdict.Chosen _ -> "chosen";
        };
    }

    /// The name of the rule, for programs: that of its record.
    private static String rule(Verdict verdict) {
        Record rule = switch (verdict) {
            case Verdict.Blocked(var skip) -> (Record) skip;
            case Verdict.Refused(var refusal) -> (Record) refusal;
            case Verdict.Chosen chosen -> (Record) chosen.command();
        };
        String text = rule.toString();
        return text.substring(0, text.indexOf('['));
    }
}
