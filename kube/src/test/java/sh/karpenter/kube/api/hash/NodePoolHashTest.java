package sh.karpenter.kube.api.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sh.karpenter.kube.api.NodeClaimTemplate;

/// The expected values were computed with the algorithm that clusters already use.
class NodePoolHashTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private static String hash(@Nullable String metadata, String spec) {
        String expireAfter = spec.contains("expireAfter") ? "" : ", expireAfter: 720h";
        String reference = spec.contains("nodeClassRef")
                ? ""
                : "nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}, ";
        String document = "---\n{" + (metadata == null ? "" : "metadata: {" + metadata + "}, ") + "spec: {" + reference
                + "requirements: []" + expireAfter + (spec.isEmpty() ? "" : ", " + spec) + "}}";
        return NodePoolHash.of(YAML.unmarshal(document, NodeClaimTemplate.class));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                          |                                  | 6821555240594823858",
                "                                          | expireAfter: Never               | 17369979337536258260",
                "labels: {team: blue}                      |                                  | 2242541143413205139",
                "labels: {team: blue, env: prod}, annotations: {note: x} |                    | 13121649698207752914",
                " | taints: [{key: dedicated, value: gpu, effect: NoSchedule}]                | 13579916569126205748",
                " | startupTaints: [{key: init, effect: NoSchedule}]                          | 1646104164292029158",
                " | terminationGracePeriod: 5m                                                | 10273107103804485302",
                " | expireAfter: 5m                                                           | 18076250525371904709",
                "labels: {} | taints: []                                                      | 7928938651923130405",
                " | expireAfter: 0s                                                           | 15640125381500602090",
                " | 'taints: [{key: x, effect: NoSchedule}, {key: x, effect: NoSchedule}]'    | 17700736223175069915",
                " | 'nodeClassRef: {group: karpenter.kwok.sh, kind: KWOKNodeClass, name: default}' |"
                        + " 12745407319442031341",
            })
    void equalsTheHashesStoredInClusters(@Nullable String metadata, @Nullable String spec, String hash) {
        assertThat(hash(metadata, spec == null ? "" : spec)).isEqualTo(hash);
    }

    @Test
    void theOrderOfTaintsDoesNotCount() {
        String one = "{key: dedicated, value: gpu, effect: NoSchedule}";
        String two = "{key: b, effect: NoExecute}";
        assertThat(hash(null, "taints: [" + one + ", " + two + "]")).isEqualTo("6376482369028303063");
        assertThat(hash(null, "taints: [" + two + ", " + one + "]")).isEqualTo("6376482369028303063");
    }

    @Test
    void everyFieldTogether() {
        assertThat(hash(
                        "labels: {keyLabel: valueLabel, keyLabel2: valueLabel2}, annotations: {keyAnnotation:"
                                + " valueAnnotation}",
                        "taints: [{key: key, effect: NoExecute}], startupTaints: [{key: key, effect: NoExecute}],"
                                + " expireAfter: 5m, terminationGracePeriod: 5m"))
                .isEqualTo("12890638531968241057");
    }

    @Test
    void theNotationOfADurationDoesNotCount() {
        assertThat(hash(null, "expireAfter: 300s")).isEqualTo(hash(null, "expireAfter: 5m"));
    }

    @Test
    void requirementsDoNotCount() {
        String withRequirements = "requirements: [{key: kubernetes.io/arch, operator: Exists}]";
        NodeClaimTemplate template = YAML.unmarshal(
                "---\n{spec: {nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}, expireAfter:"
                        + " 720h, "
                        + withRequirements + "}}",
                NodeClaimTemplate.class);
        assertThat(NodePoolHash.of(template)).isEqualTo("6821555240594823858");
    }
}
