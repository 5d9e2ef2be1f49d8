package sh.karpenter.local.kubernetes.cluster.object;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Required node terms, of which one has to match: of a pod's node affinity, of a volume.
///
/// @param terms no term matches no node
public record NodeSelector(List<Term> terms) {

    /// @param expressions conditions on labels
    /// @param fields conditions on `metadata.name`
    public record Term(List<Requirement> expressions, List<Requirement> fields) {
        public static Term of(JsonNode term) {
            return new Term(
                    Requirement.list(Tree.items(term, "matchExpressions")),
                    Requirement.list(Tree.items(term, "matchFields")));
        }

        /// Whether all conditions hold; a term without any matches nothing.
        public boolean matches(String nodeName, Map<String, String> labels) {
            if (expressions.isEmpty() && fields.isEmpty()) {
                return false;
            }
            for (Requirement requirement : expressions) {
                if (!requirement.matches(labels.get(requirement.key()))) {
                    return false;
                }
            }
            for (Requirement requirement : fields) {
                if (!requirement.key().equals("metadata.name") || !requirement.matches(nodeName)) {
                    return false;
                }
            }
            return true;
        }
    }

    /// @param operator `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt` or `Lt`
    public record Requirement(String key, String operator, List<String> values) {
        static List<Requirement> list(Iterable<JsonNode> nodes) {
            List<Requirement> requirements = new ArrayList<>();
            for (JsonNode node : nodes) {
                requirements.add(new Requirement(
                        Tree.text(node, "key"), Tree.text(node, "operator"), Tree.texts(node, "values")));
            }
            return Collections.unmodifiableList(requirements);
        }

        boolean matches(@Nullable String label) {
            return switch (operator) {
                case "In" -> label != null && values.contains(label);
                case "NotIn" -> label == null || !values.contains(label);
                case "Exists" -> label != null;
                case "DoesNotExist" -> label == null;
                case "Gt" -> compare(label) > 0;
                case "Lt" -> compare(label) < 0;
                default -> false;
            };
        }

        /// The order of label and value as integers, 0 when either is none.
        private int compare(@Nullable String label) {
            if (label == null || values.size() != 1) {
                return 0;
            }
            OptionalLong left = integer(label);
            OptionalLong right = integer(values.getFirst());
            return left.isEmpty() || right.isEmpty() ? 0 : Long.compare(left.getAsLong(), right.getAsLong());
        }

        private static OptionalLong integer(String text) {
            try {
                return OptionalLong.of(Long.parseLong(text));
            } catch (NumberFormatException notAnInteger) {
                return OptionalLong.empty();
            }
        }
    }

    /// Reads `nodeSelectorTerms`; null when there is no selector at all, which restricts nothing.
    public static @Nullable NodeSelector of(JsonNode selector) {
        if (!selector.isObject()) {
            return null;
        }
        List<Term> terms = new ArrayList<>();
        for (JsonNode term : Tree.items(selector, "nodeSelectorTerms")) {
            terms.add(Term.of(term));
        }
        return new NodeSelector(Collections.unmodifiableList(terms));
    }

    public boolean matches(String nodeName, Map<String, String> labels) {
        for (Term term : terms) {
            if (term.matches(nodeName, labels)) {
                return true;
            }
        }
        return false;
    }
}
