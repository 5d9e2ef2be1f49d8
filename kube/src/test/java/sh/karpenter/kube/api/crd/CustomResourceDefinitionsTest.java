package sh.karpenter.kube.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class CustomResourceDefinitionsTest {

    @Test
    void withoutConversionOnlyTheStorageVersionIsServed() {
        for (ObjectNode document : CustomResourceDefinitions.all(new VersionConversion.None())) {
            assertThat(document.at("/spec/conversion").isMissingNode()).isTrue();
            for (JsonNode version : document.at("/spec/versions")) {
                assertThat(version.get("served").booleanValue())
                        .isEqualTo(version.get("storage").booleanValue());
            }
        }
    }

    @Test
    void aWebhookServesTheOlderVersionsOfTheThreeKindsThatHaveOne() {
        List<String> converted = new ArrayList<>();
        for (ObjectNode document :
                CustomResourceDefinitions.all(new VersionConversion.WebhookAt("https://localhost:1/convert", "Q0E="))) {
            if (document.at("/spec/versions").size() > 1) {
                converted.add(document.at("/metadata/name").stringValue());
                assertThat(document.at("/spec/versions/1/served").booleanValue())
                        .isTrue();
                assertThat(document.at("/spec/conversion").toString())
                        .isEqualTo("{\"strategy\":\"Webhook\",\"webhook\":{\"conversionReviewVersions\":[\"v1\"],"
                                + "\"clientConfig\":{\"caBundle\":\"Q0E=\",\"url\":\"https://localhost:1/convert\"}}}");
            } else {
                assertThat(document.at("/spec/conversion").isMissingNode()).isTrue();
            }
        }
        assertThat(converted)
                .containsExactly(
                        "nodepools.karpenter.sh", "nodeclaims.karpenter.sh", "ec2nodeclasses.karpenter.k8s.aws");
    }

    @Test
    void aServiceIsNamedInsteadOfAnAddress() {
        ObjectNode document = CustomResourceDefinitions.load(
                Definition.NODE_POOL,
                new VersionConversion.WebhookService("kube-system", "karpenter", 8443, "/c", null));
        assertThat(document.at("/spec/conversion/webhook/clientConfig").toString())
                .isEqualTo("{\"service\":{\"namespace\":\"kube-system\",\"name\":\"karpenter\",\"port\":8443,"
                        + "\"path\":\"/c\"}}");
    }

    @ParameterizedTest
    @EnumSource(Definition.class)
    void everyDefinitionIsNamedAfterItsFileAndHasAStatus(Definition definition) {
        ObjectNode document = CustomResourceDefinitions.load(definition, new VersionConversion.None());
        assertThat(document.at("/metadata/name").stringValue()).isEqualTo(definition.objectName());
        for (JsonNode version : document.at("/spec/versions")) {
            assertThat(version.at("/subresources/status").isObject()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Definition.class)
    void everyFieldIsDescribedForKubectlExplain(Definition definition) {
        ObjectNode document = CustomResourceDefinitions.load(definition, new VersionConversion.None());
        List<String> silent = new ArrayList<>();
        for (JsonNode version : document.at("/spec/versions")) {
            collectSilent(version.get("name").stringValue(), version.at("/schema/openAPIV3Schema"), silent);
        }
        assertThat(silent).isEmpty();
    }

    private static void collectSilent(String path, JsonNode schema, List<String> silent) {
        schema.path("properties").properties().forEach(field -> {
            if (!field.getValue().has("description") && !field.getKey().equals("metadata")) {
                silent.add(path + "." + field.getKey());
            }
            collectSilent(path + "." + field.getKey(), field.getValue(), silent);
        });
        if (schema.has("items")) {
            collectSilent(path + "[]", schema.get("items"), silent);
        }
    }
}
