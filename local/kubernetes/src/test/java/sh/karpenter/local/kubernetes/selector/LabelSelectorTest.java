package sh.karpenter.local.kubernetes.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sh.karpenter.local.kubernetes.object.Json;

class LabelSelectorTest {
    private static final Map<String, String> LABELS = Map.of("app", "web", "tier", "3", "empty", "");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        app=web             | true
        app==web            | true
        app!=web            | false
        other!=web          | true
        app                 | true
        !app                | false
        !other              | true
        app in (api, web)   | true
        app notin (api,web) | false
        other notin (web)   | true
        tier>2              | true
        tier<3              | false
        empty=              | true
        app=web,!other      | true
        app=web,tier=4      | false
        """)
    void selects(String text, boolean expected) {
        assertThat(LabelSelector.parse(text).matches(LABELS)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app=(", "app in web", "=x", "tier>high", "a b", "x/y/z=1"})
    void refusesWhatIsNoSelector(String text) {
        assertThatThrownBy(() -> LabelSelector.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("unable to parse requirement:");
    }

    @Test
    void anEmptyObjectSelectsAllAndNoObjectSelectsNothing() {
        LabelSelector empty = LabelSelector.of(Json.object());
        assertThat(empty).isNotNull();
        assertThat(Objects.requireNonNull(empty).matches(LABELS)).isTrue();
        assertThat(LabelSelector.of(null)).isNull();
    }

    @Test
    void anObjectReadsBackAsAQuery() {
        LabelSelector selector = LabelSelector.of(Json.parse("""
            {"matchLabels": {"app": "web"}, "matchExpressions": [
              {"key": "zone", "operator": "In", "values": ["b", "a"]},
              {"key": "old", "operator": "DoesNotExist"}]}\
            """));
        assertThat(selector).hasToString("!old,app=web,zone in (a,b)");
    }
}
