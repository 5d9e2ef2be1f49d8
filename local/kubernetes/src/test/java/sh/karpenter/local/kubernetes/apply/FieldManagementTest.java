package sh.karpenter.local.kubernetes.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.shape.Shape;
import sh.karpenter.local.kubernetes.shape.TypeTable;
import tools.jackson.databind.node.ObjectNode;

class FieldManagementTest {
    private static final String TWO_PORTS = """
        {"metadata": {"name": "s"}, "spec": {"selector": {"app": "web"},
          "ports": [{"port": 80, "name": "http"}, {"port": 443, "name": "https"}]}}\
        """;

    private final Shape service = Objects.requireNonNull(TypeTable.load().kind("Service"));

    @Test
    void whatAnApplyNoLongerMentionsIsRemoved() {
        ObjectNode live = apply("one", Json.object(), TWO_PORTS);
        ObjectNode next = apply("one", live, """
            {"metadata": {"name": "s"}, "spec": {"ports": [{"port": 80, "name": "http"}]}}\
            """);
        assertThat(next.at("/spec")).isEqualTo(Json.parse("{\"ports\": [{\"port\": 80, \"name\": \"http\"}]}"));
    }

    @Test
    void whatOthersOwnTooStays() {
        ObjectNode live = apply("one", Json.object(), TWO_PORTS);
        live = apply("two", live, "{\"spec\": {\"selector\": {\"app\": \"web\"}}}");
        ObjectNode next = apply("one", live, "{\"metadata\": {\"name\": \"s\"}}");
        assertThat(next.at("/spec")).isEqualTo(Json.parse("{\"selector\": {\"app\": \"web\"}}"));
    }

    @Test
    void anotherValueForAFieldOfAnotherIsAConflict() {
        ObjectNode live = apply("one", Json.object(), TWO_PORTS);
        assertThatThrownBy(() -> apply("two", live, """
            {"spec": {"ports": [{"port": 80, "name": "web"}]}}\
            """))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(409))
                .hasMessage("Apply failed with 1 conflict: conflict with \"one\":"
                        + " .spec.ports[port=80,protocol=\"TCP\"].name");
    }

    @Test
    void anUpdateTakesTheFieldsThatItChanged() {
        ObjectNode live = apply("one", Json.object(), TWO_PORTS);
        ObjectNode next = live.deepCopy();
        Json.child(Json.child(next, "spec"), "selector").put("app", "api");
        Metadata.of(next).set("managedFields", management("editor").update(live, next, service));
        assertThat(Json.text(Json.arrayAt(next, "metadata", "managedFields").get(1)))
                .contains("\"manager\":\"editor\",\"operation\":\"Update\"")
                .contains("\"fieldsV1\":{\"f:spec\":{\"f:selector\":{}}}");
        assertThat(Json.text(Json.arrayAt(next, "metadata", "managedFields").get(0)))
                .doesNotContain("f:selector");
    }

    @Test
    void whatIsAppliedEmptyStaysWhenItsContentGoes() {
        ObjectNode live = apply("one", Json.object(), TWO_PORTS);
        ObjectNode next = apply("one", live, "{\"metadata\": {\"name\": \"s\"}, \"spec\": {}}");
        assertThat(next.path("spec")).isEqualTo(Json.object());
        assertThat(apply("two", next, "{\"spec\": {}}").path("spec")).isEqualTo(Json.object());
    }

    @Test
    void applyingTheSameAgainChangesNothing() {
        ObjectNode live = apply("one", Json.object(), TWO_PORTS);
        FieldManagement later = new FieldManagement("one", "v1", "", "2027-01-01T00:00:00Z");
        assertThat(later.apply(live, (ObjectNode) Json.parse(TWO_PORTS), service, false))
                .isEqualTo(live);
    }

    private ObjectNode apply(String manager, ObjectNode live, String applied) {
        return management(manager).apply(live, (ObjectNode) Json.parse(applied), service, false);
    }

    private static FieldManagement management(String manager) {
        return new FieldManagement(manager, "v1", "", "2026-01-01T00:00:00Z");
    }
}
