package sh.karpenter.local.aws.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ParametersTest {
    @Test
    void readsNestedListsInTheOrderOfTheirNumbers() {
        var parameters = Parameters.of(Map.of(
                "Filter.10.Name", "b",
                "Filter.2.Name", "a",
                "Filter.2.Value.1", "x",
                "Filter.2.Value.2", "y"));

        assertThat(parameters.list("Filter"))
                .extracting(filter -> filter.text("Name"))
                .containsExactly("a", "b");
        assertThat(parameters.list("Filter").getFirst().texts("Value")).containsExactly("x", "y");
    }

    @Test
    void readsTheListsOfIam() {
        var parameters = Parameters.of(Map.of("Tags.member.1.Key", "a", "Tags.member.1.Value", "b"));

        assertThat(parameters.list("Tags"))
                .singleElement()
                .satisfies(tag -> assertThat(tag.text("Key")).isEqualTo("a"));
    }

    @Test
    void laysValuesOverOthers() {
        var base = Parameters.of(Map.of("Placement.Tenancy", "default", "ImageId", "a", "SecurityGroupId.1", "sg-1"));
        var request = Parameters.of(Map.of("Placement.GroupName", "g", "ImageId", "b", "SecurityGroupId.1", "sg-2"));

        var merged = base.overlaid(request);

        assertThat(merged.group("Placement").text("Tenancy")).isEqualTo("default");
        assertThat(merged.group("Placement").text("GroupName")).isEqualTo("g");
        assertThat(merged.text("ImageId")).isEqualTo("b");
        assertThat(merged.texts("SecurityGroupId")).containsExactly("sg-2");
    }

    @Test
    void refusesWhatItCannotRead() {
        var parameters = Parameters.of(Map.of("MaxResults", "many"));

        assertThatThrownBy(() -> parameters.integer("MaxResults")).hasMessageContaining("'many' for MaxResults");
        assertThatThrownBy(() -> parameters.required("Name")).hasMessageContaining("Name");
        assertThatThrownBy(() -> Parameters.of(Map.of("A", "x", "A.B", "y"))).isInstanceOf(AwsFault.class);
    }
}
