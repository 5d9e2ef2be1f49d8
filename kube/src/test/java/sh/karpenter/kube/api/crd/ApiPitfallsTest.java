package sh.karpenter.kube.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import sh.karpenter.kube.api.duration.NillableDuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What is easy to get wrong about the custom resources and what no other test holds.
///
/// Elsewhere: what the API server accepts and refuses, also where that is odd (`admission-cases.yaml`), what the
/// controllers refuse on top (`NodePoolValidationTest`), how conditions move (`ConditionsTest`), the drift hash
/// (`NodePoolHashTest`), budgets (`DisruptionBudgetsTest`), older versions (`ConversionTest`), default spread
/// constraints (`SchedulerConfigTest`).
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ApiPitfallsTest {

    @Test
    @Order(1)
    void kubectlFindsThemUnderTheirNames() {
        assertThat(names(Definition.NODE_POOL)).isEqualTo("Cluster nodepools NodePool [karpenter] -");
        assertThat(names(Definition.NODE_CLAIM)).isEqualTo("Cluster nodeclaims NodeClaim [karpenter] -");
        assertThat(names(Definition.NODE_OVERLAY)).isEqualTo("Cluster nodeoverlays NodeOverlay [karpenter] [overlays]");
        assertThat(names(Definition.CAPACITY_BUFFER))
                .isEqualTo("Namespaced capacitybuffers CapacityBuffer [autoscaling] [cb]");
        assertThat(names(Definition.EC2_NODE_CLASS))
                .isEqualTo("Cluster ec2nodeclasses EC2NodeClass [karpenter] [ec2nc, ec2ncs]");
        assertThat(names(Definition.KWOK_NODE_CLASS))
                .isEqualTo("Cluster kwoknodeclasses KWOKNodeClass [karpenter] [kwoknc, kwokncs]");
    }

    @Test
    @Order(2)
    void kubectlGetShowsTheColumnsThatPeopleKnow() {
        assertThat(columns(Definition.NODE_POOL))
                .containsExactly(
                        "NodeClass string .spec.template.spec.nodeClassRef.name",
                        "Nodes string .status.nodes",
                        "Ready string .status.conditions[?(@.type==\"Ready\")].status",
                        "Age date .metadata.creationTimestamp",
                        "Weight integer .spec.weight wide",
                        "CPU string .status.resources.cpu wide",
                        "Memory string .status.resources.memory wide");
        assertThat(columns(Definition.NODE_CLAIM))
                .containsExactly(
                        "Type string .metadata.labels.node\\.kubernetes\\.io/instance-type",
                        "Capacity string .metadata.labels.karpenter\\.sh/capacity-type",
                        "Zone string .metadata.labels.topology\\.kubernetes\\.io/zone",
                        "Node string .status.nodeName",
                        "Ready string .status.conditions[?(@.type==\"Ready\")].status",
                        "Age date .metadata.creationTimestamp",
                        "ImageID string .status.imageID wide",
                        "ID string .status.providerID wide",
                        "NodePool string .metadata.labels.karpenter\\.sh/nodepool wide",
                        "NodeClass string .spec.nodeClassRef.name wide",
                        "Drifted string .status.conditions[?(@.type==\"Drifted\")].status wide");
        assertThat(columns(Definition.NODE_OVERLAY))
                .containsExactly(
                        "Ready string .status.conditions[?(@.type==\"Ready\")].status",
                        "Age date .metadata.creationTimestamp",
                        "Weight integer .spec.weight wide");
        assertThat(columns(Definition.CAPACITY_BUFFER))
                .extracting(column -> column.split(" ", -1)[0])
                .containsExactly(
                        "Strategy",
                        "PodTemplate",
                        "Replicas",
                        "ConditionsType",
                        "ConditionsStatus",
                        "ConditionsReason",
                        "Age");
        assertThat(columns(Definition.EC2_NODE_CLASS))
                .containsExactly(
                        "Ready string .status.conditions[?(@.type==\"Ready\")].status",
                        "Age date .metadata.creationTimestamp",
                        "Role string .spec.role wide");
    }

    @Test
    @Order(3)
    void aPoolIsScaledByItsReplicasAndItsNodes() {
        assertThat(storage(Definition.NODE_POOL).at("/subresources/scale").toString())
                .isEqualTo("{\"specReplicasPath\":\".spec.replicas\",\"statusReplicasPath\":\".status.nodes\"}");
    }

    @Test
    @Order(4)
    void aPoolWithoutDisruptionGetsTheDefaultAndTheDefaultsOfTheDefault() {
        ObjectNode pool = (ObjectNode) JsonMapper.shared().readTree("""
            {"apiVersion": "karpenter.sh/v1", "kind": "NodePool", "spec": {"template": {"spec": {}}}}
            """);
        ObjectNode filled = SchemaDefaults.of(pool);
        assertThat(filled.at("/spec/disruption").toString())
                .isEqualTo("{\"consolidateAfter\":\"0s\",\"consolidationPolicy\":\"WhenEmptyOrUnderutilized\","
                        + "\"budgets\":[{\"nodes\":\"10%\"}]}");
        assertThat(filled.at("/spec/template/spec/expireAfter").stringValue()).isEqualTo("720h");
    }

    @Test
    @Order(5)
    void aDurationIsGivenBackAsItWasWrittenAndNeverIsNone() {
        var mapper = JsonMapper.shared();
        assertThat(mapper.writeValueAsString(mapper.readValue("\"30m\"", NillableDuration.class)))
                .isEqualTo("\"30m\"");
        assertThat(mapper.writeValueAsString(NillableDuration.of(null))).isEqualTo("\"Never\"");
        assertThat(mapper.readValue("\"Never\"", NillableDuration.class).duration())
                .isNull();
    }

    @Test
    @Order(6)
    void theSchemaOfASchedulesLetsThroughWhatOnlyTheControllerRefuses() {
        Pattern schedule = Pattern.compile(storage(Definition.NODE_POOL)
                .at("/schema/openAPIV3Schema/properties/spec/properties/disruption/properties/budgets/items"
                        + "/properties/schedule/pattern")
                .stringValue());
        assertThat(List.of("@daily", "@dailyanything", "0 9 * * mon-fri", "say 0 9 * * 1"))
                .allMatch(text -> schedule.matcher(text).find());
        assertThat(List.of("*", "* * * *", "daily"))
                .noneMatch(text -> schedule.matcher(text).find());
    }

    @Test
    @Order(7)
    void conditionsOfPoolsAndClaimsNeedNoReasonAndThoseOfOverlaysAndBuffersDo() {
        for (Definition relaxed : List.of(Definition.NODE_POOL, Definition.NODE_CLAIM)) {
            assertThat(required(relaxed)).containsExactlyInAnyOrder("lastTransitionTime", "status", "type");
        }
        for (Definition strict : List.of(Definition.NODE_OVERLAY, Definition.CAPACITY_BUFFER)) {
            assertThat(required(strict))
                    .containsExactlyInAnyOrder("lastTransitionTime", "message", "reason", "status", "type");
            assertThat(condition(strict).at("/properties/reason/minLength").intValue())
                    .isEqualTo(1);
        }
    }

    @Test
    @Order(8)
    void aSimulatedNodeClassIsReadyFromTheStart() {
        ObjectNode created = (ObjectNode) JsonMapper.shared().readTree("""
            {"apiVersion": "karpenter.kwok.sh/v1alpha1", "kind": "KWOKNodeClass", "spec": {}}
            """);
        JsonNode ready = SchemaDefaults.of(created).at("/status/conditions/0");
        assertThat(ready.path("type").asString("")).isEqualTo("Ready");
        assertThat(ready.path("status").asString("")).isEqualTo("True");
        assertThat(ready.path("lastTransitionTime").asString("")).isEqualTo("2024-01-01T01:01:01Z");
    }

    private static JsonNode storage(Definition definition) {
        return CustomResourceDefinitions.load(definition, new VersionConversion.None())
                .at("/spec/versions/0");
    }

    private static String names(Definition definition) {
        JsonNode spec = CustomResourceDefinitions.load(definition, new VersionConversion.None())
                .get("spec");
        JsonNode names = spec.get("names");
        return spec.get("scope").stringValue() + " " + names.get("plural").stringValue() + " "
                + names.get("kind").stringValue() + " " + texts(names.path("categories")) + " "
                + (names.has("shortNames") ? texts(names.get("shortNames")) : "-");
    }

    private static List<String> columns(Definition definition) {
        var columns = new ArrayList<String>();
        for (JsonNode column : storage(definition).get("additionalPrinterColumns")) {
            columns.add(column.get("name").stringValue() + " "
                    + column.get("type").stringValue() + " "
                    + column.get("jsonPath").stringValue()
                    + (column.path("priority").asInt(0) == 1 ? " wide" : ""));
        }
        return columns;
    }

    private static JsonNode condition(Definition definition) {
        return storage(definition).at("/schema/openAPIV3Schema/properties/status/properties/conditions/items");
    }

    private static List<String> required(Definition definition) {
        return texts(condition(definition).get("required"));
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(text -> texts.add(text.stringValue()));
        return texts;
    }
}
