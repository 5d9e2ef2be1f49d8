package sh.karpenter.kube.api.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.aws.EC2NodeClass;
import sh.karpenter.kube.api.crd.SchemaDefaults;
import sh.karpenter.kube.api.validation.NodePoolValidation;
import sh.karpenter.kube.api.validation.ValidationRules;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// What the API server does with manifests of v1beta1: fill in that version's defaults, store as v1, give back
/// as either.
class WalkthroughManifestsTest {
    private static final YAMLMapper YAML = YAMLMapper.builder().build();
    private final KubernetesSerialization serialization = new KubernetesSerialization();

    private static List<ObjectNode> manifests() throws IOException {
        List<ObjectNode> documents = new ArrayList<>();
        try (InputStream file = WalkthroughManifestsTest.class.getResourceAsStream("walkthrough.yaml");
                MappingIterator<ObjectNode> iterator =
                        YAML.readerFor(ObjectNode.class).readValues(Objects.requireNonNull(file))) {
            iterator.forEachRemaining(documents::add);
        }
        return documents;
    }

    private static ObjectNode convert(ObjectNode object, String version) {
        String group = object.get("apiVersion").stringValue().replaceAll("/.*", "");
        return switch (new ObjectConversion(ConversionSettings.aws()).convert(object, group + "/" + version)) {
            case ConversionOutcome.Converted(ObjectNode converted) -> converted;
            case ConversionOutcome.Refused(String message) -> throw new AssertionError(message);
        };
    }

    @Test
    void theyAreStoredAsV1() throws IOException {
        List<ObjectNode> manifests = manifests();
        ObjectNode pool = SchemaDefaults.of(convert(SchemaDefaults.of(manifests.get(0)), "v1"));
        ObjectNode nodeClass = SchemaDefaults.of(convert(SchemaDefaults.of(manifests.get(1)), "v1"));

        assertThat(pool.get("spec")).isEqualTo(YAML.readTree("""
            template:
              metadata: {labels: {type: karpenter}}
              spec:
                requirements:
                - {key: karpenter.sh/capacity-type, operator: In, values: [on-demand]}
                - {key: node.kubernetes.io/instance-type, operator: In, values: [c5.large, m5.large, r5.large, m5.xlarge]}
                nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}
                expireAfter: 720h
            limits: {cpu: "1000", memory: 1000Gi}
            disruption:
              consolidationPolicy: WhenEmptyOrUnderutilized
              consolidateAfter: 0s
              budgets: [{nodes: 10%}]
            """));
        assertThat(nodeClass.get("spec")).isEqualTo(YAML.readTree("""
            role: KarpenterNodeRole-demo
            subnetSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
            securityGroupSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
            amiSelectorTerms: [{alias: al2023@latest}]
            tags: {app.kubernetes.io/created-by: eks-workshop}
            metadataOptions:
              {httpEndpoint: enabled, httpProtocolIPv6: disabled, httpPutResponseHopLimit: 2, httpTokens: required}
            """));
    }

    @Test
    void theyAreGivenBackAsTheyWere() throws IOException {
        for (ObjectNode manifest : manifests()) {
            ObjectNode applied = SchemaDefaults.of(manifest);
            ObjectNode stored = SchemaDefaults.of(convert(applied, "v1"));
            ObjectNode givenBack = SchemaDefaults.of(convert(stored, "v1beta1"));
            assertThat(givenBack).isEqualTo(applied);
        }
    }

    @Test
    void theControllersUnderstandThem() throws IOException {
        List<ObjectNode> manifests = manifests();
        NodePool pool = serialization.unmarshal(
                convert(SchemaDefaults.of(manifests.get(0)), "v1").toString(), NodePool.class);
        EC2NodeClass nodeClass = serialization.unmarshal(
                convert(SchemaDefaults.of(manifests.get(1)), "v1").toString(), EC2NodeClass.class);
        assertThat(NodePoolValidation.check(pool.getSpec(), ValidationRules.core())
                        .passed())
                .isTrue();
        assertThat(pool.getSpec().template().spec().nodeClassRef().kind()).isEqualTo(nodeClass.getKind());
        assertThat(nodeClass.getSpec().amiSelectorTerms())
                .singleElement()
                .satisfies(term -> assertThat(term.alias()).isEqualTo("al2023@latest"));
    }
}
