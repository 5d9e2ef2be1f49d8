package sh.karpenter.local.kubernetes.cluster.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class NodeSelectorTest {

    private static boolean matches(String key, String operator, List<String> values, Map<String, String> labels) {
        JsonNode requirement = Tree.object("key", key, "operator", operator, "values", values);
        return NodeSelector.Term.of(Tree.object("matchExpressions", Tree.array(requirement)))
                .matches("n", labels);
    }

    @Test
    void comparesIntegers() {
        assertThat(matches("cpu", "Gt", List.of("3"), Map.of("cpu", "4"))).isTrue();
        assertThat(matches("cpu", "Gt", List.of("4"), Map.of("cpu", "4"))).isFalse();
        assertThat(matches("cpu", "Lt", List.of("4"), Map.of("cpu", "x"))).isFalse();
        assertThat(matches("cpu", "Lt", List.of("4"), Map.of())).isFalse();
    }

    @Test
    void anAbsentLabelIsNotInAnyList() {
        assertThat(matches("zone", "NotIn", List.of("a"), Map.of())).isTrue();
        assertThat(matches("zone", "In", List.of("a"), Map.of())).isFalse();
    }

    @Test
    void anEmptyTermOrNoTermMatchesNothing() {
        assertThat(new NodeSelector(List.of()).matches("n", Map.of())).isFalse();
        assertThat(NodeSelector.Term.of(Tree.object()).matches("n", Map.of())).isFalse();
    }
}
