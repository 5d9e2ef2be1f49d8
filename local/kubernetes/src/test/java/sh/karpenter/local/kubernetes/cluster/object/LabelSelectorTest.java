package sh.karpenter.local.kubernetes.cluster.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LabelSelectorTest {

    @Test
    void anAbsentSelectorSelectsNothingAndAnEmptyOneEverything() {
        assertThat(LabelSelector.of(Tree.at(Tree.object(), "selector")).matches(Map.of()))
                .isFalse();
        assertThat(LabelSelector.of(Tree.object()).matches(Map.of("a", "b"))).isTrue();
    }

    @Test
    void allRequirementsHaveToHold() {
        LabelSelector selector = LabelSelector.of(Tree.object(
                "matchLabels", Map.of("app", "web"),
                "matchExpressions",
                        Tree.array(
                                Tree.object("key", "tier", "operator", "NotIn", "values", List.of("test")),
                                Tree.object("key", "old", "operator", "DoesNotExist"))));
        assertThat(selector.matches(Map.of("app", "web"))).isTrue();
        assertThat(selector.matches(Map.of("app", "web", "tier", "test"))).isFalse();
        assertThat(selector.matches(Map.of("app", "web", "old", ""))).isFalse();
        assertThat(selector.matches(Map.of("tier", "prod"))).isFalse();
    }
}
