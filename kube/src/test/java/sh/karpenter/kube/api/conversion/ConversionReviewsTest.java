package sh.karpenter.kube.api.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class ConversionReviewsTest {
    private static final YAMLMapper YAML = YAMLMapper.builder().build();
    private final ConversionReviews reviews = new ConversionReviews(ConversionSettings.aws());

    private JsonNode answer(String yaml) {
        return reviews.answer(YAML.readTree(yaml));
    }

    @Test
    void convertsEveryObjectInOrderAndRepeatsTheUid() {
        JsonNode answer = answer("""
            apiVersion: apiextensions.k8s.io/v1
            kind: ConversionReview
            request:
              uid: "42"
              desiredAPIVersion: karpenter.k8s.aws/v1
              objects:
              - {apiVersion: karpenter.k8s.aws/v1beta1, kind: EC2NodeClass, metadata: {name: a}, spec: {amiFamily: AL2}}
              - {apiVersion: karpenter.k8s.aws/v1, kind: EC2NodeClass, metadata: {name: b}, spec: {}}
            """);
        assertThat(answer).isEqualTo(YAML.readTree("""
            apiVersion: apiextensions.k8s.io/v1
            kind: ConversionReview
            response:
              uid: "42"
              convertedObjects:
              - {apiVersion: karpenter.k8s.aws/v1, kind: EC2NodeClass, metadata: {name: a},
                  spec: {amiSelectorTerms: [{alias: al2@latest}]}}
              - {apiVersion: karpenter.k8s.aws/v1, kind: EC2NodeClass, metadata: {name: b}, spec: {}}
              result: {status: Success}
            """));
    }

    @Test
    void namesEveryObjectThatCannotBeConverted() {
        JsonNode answer = answer("""
            request:
              uid: "42"
              desiredAPIVersion: karpenter.sh/v1
              objects:
              - {apiVersion: karpenter.sh/v1alpha5, kind: Provisioner, metadata: {name: one}}
              - {apiVersion: karpenter.sh/v1beta1, kind: NodePool, metadata: {name: fine}}
              - {apiVersion: karpenter.sh/v1alpha5, kind: Machine, metadata: {name: two}}
              - 7
            """);
        assertThat(answer.at("/response/uid").stringValue()).isEqualTo("42");
        assertThat(answer.at("/response/result/status").stringValue()).isEqualTo("Failed");
        assertThat(answer.at("/response/result/message").stringValue())
                .contains("Provisioner \"one\"")
                .contains("Machine \"two\"")
                .contains("not a JSON object")
                .doesNotContain("fine");
        assertThat(answer.at("/response").has("convertedObjects")).isFalse();
    }

    @Test
    void aRequestWithoutContentIsAnsweredAsFailed() {
        assertThat(answer("{request: {uid: a}}").at("/response/result/status").stringValue())
                .isEqualTo("Failed");
        assertThat(answer("[]").at("/response/result/status").stringValue()).isEqualTo("Failed");
    }
}
