package sh.karpenter.kube.api.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class ConversionTest {
    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private static ObjectNode tree(String yaml) {
        return (ObjectNode) YAML.readTree(yaml);
    }

    private static ObjectNode convert(ObjectNode object, String apiVersion, @Nullable String poolExpires) {
        ConversionSettings settings = new ConversionSettings("karpenter.k8s.aws", "EC2NodeClass", pool -> poolExpires);
        return switch (new ObjectConversion(settings).convert(object, apiVersion)) {
            case ConversionOutcome.Converted(ObjectNode converted) -> converted;
            case ConversionOutcome.Refused(String message) -> throw new AssertionError(message);
        };
    }

    private static ObjectNode convert(String yaml, String apiVersion) {
        return convert(tree(yaml), apiVersion, null);
    }

    private static String spec(JsonNode object, String pointer) {
        return object.at("/spec" + pointer).toString().replace("\"", "");
    }

    @Test
    void aPoolOfV1beta1BecomesOneOfV1() {
        ObjectNode pool = convert("""
            apiVersion: karpenter.sh/v1beta1
            kind: NodePool
            metadata: {name: default}
            spec:
              template:
                spec:
                  kubelet: {maxPods: 20}
                  requirements: []
                  nodeClassRef: {name: default}
              disruption: {consolidationPolicy: WhenUnderutilized, expireAfter: 24h}
            """, "karpenter.sh/v1");

        assertThat(pool).isEqualTo(tree("""
            apiVersion: karpenter.sh/v1
            kind: NodePool
            metadata:
              name: default
              annotations:
                compatibility.karpenter.sh/v1beta1-kubelet-conversion: '{"maxPods":20}'
                compatibility.karpenter.sh/v1beta1-nodeclass-reference: '{"name":"default"}'
            spec:
              template:
                spec:
                  requirements: []
                  nodeClassRef: {name: default, group: karpenter.k8s.aws, kind: EC2NodeClass}
                  expireAfter: 24h
              disruption: {consolidationPolicy: WhenEmptyOrUnderutilized, consolidateAfter: 0s}
            """));
    }

    @Test
    void whatV1beta1CannotSayIsNotSaidThereButComesBack() {
        ObjectNode pool = tree("""
            apiVersion: karpenter.sh/v1
            kind: NodePool
            metadata: {name: default}
            spec:
              replicas: 3
              template:
                spec:
                  requirements: [{key: example.com/size, operator: Gte, values: ["4"]}]
                  nodeClassRef: {group: karpenter.kwok.sh, kind: KWOKNodeClass, name: default}
                  expireAfter: Never
                  terminationGracePeriod: 5m
              disruption:
                consolidationPolicy: Balanced
                consolidateAfter: 5m
                budgets: [{nodes: "1", reasons: [Drifted]}]
            """);

        ObjectNode older = convert(pool, "karpenter.sh/v1beta1", null);

        assertThat(older.get("spec")).isEqualTo(tree("""
            template:
              spec:
                requirements: [{key: example.com/size, operator: Gt, values: ["3"]}]
                nodeClassRef: {apiVersion: karpenter.kwok.sh/v1alpha1, kind: KWOKNodeClass, name: default}
            disruption:
              consolidationPolicy: WhenUnderutilized
              expireAfter: Never
              budgets: [{nodes: "1"}]
            """));
        assertThat(convert(older, "karpenter.sh/v1", null)).isEqualTo(pool);

        ((ObjectNode) older.at("/spec/disruption/budgets/0")).put("nodes", "2");
        ((ObjectNode) older.at("/spec")).putObject("limits").put("cpu", "8");
        ObjectNode edited = convert(older, "karpenter.sh/v1", null);
        assertThat(spec(edited, "/disruption/budgets")).isEqualTo("[{nodes:2,reasons:[Drifted]}]");
        assertThat(spec(edited, "/limits")).isEqualTo("{cpu:8}");
        assertThat(spec(edited, "/replicas")).isEqualTo("3");
        assertThat(spec(edited, "/template/spec/requirements/0/operator")).isEqualTo("Gte");
    }

    @Test
    void anEditUndoneInTheOtherVersionDoesNotComeBack() {
        ObjectNode older = convert("""
            apiVersion: karpenter.sh/v1
            kind: NodePool
            metadata: {name: default}
            spec:
              weight: 7
              replicas: 3
              template: {spec: {requirements: [], nodeClassRef: {group: g, kind: k, name: n}}}
            """, "karpenter.sh/v1beta1");
        ((ObjectNode) older.at("/spec")).remove("weight");

        ObjectNode edited = convert(older, "karpenter.sh/v1", null);

        assertThat(edited.at("/spec").has("weight")).isFalse();
        assertThat(spec(edited, "/replicas")).isEqualTo("3");
    }

    @Test
    void nonsenseInACompatibilityAnnotationIsIgnored() {
        ObjectNode older = convert("""
            apiVersion: karpenter.sh/v1
            kind: NodePool
            metadata:
              name: default
              annotations: {compatibility.karpenter.sh/v1beta1-kubelet-conversion: "{",
                compatibility.karpenter.sh/v1beta1-spec: "7"}
            spec: {template: {spec: {requirements: [], nodeClassRef: {group: g, kind: k, name: n}}}}
            """, "karpenter.sh/v1beta1");
        assertThat(older.at("/spec/template/spec").has("kubelet")).isFalse();
        assertThat(older.at("/metadata").has("annotations")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"24h, 24h", ", 720h"})
    void aClaimOfV1beta1ExpiresWhenItsPoolSays(@Nullable String ofPool, String expected) {
        ObjectNode claim = convert(tree("""
            apiVersion: karpenter.sh/v1beta1
            kind: NodeClaim
            metadata: {name: default-1, labels: {karpenter.sh/nodepool: default}}
            spec: {requirements: [], nodeClassRef: {name: default}}
            """), "karpenter.sh/v1", ofPool);
        assertThat(spec(claim, "/expireAfter")).isEqualTo(expected);
    }

    @Test
    void aClaimKeepsItsExpiryEvenIfItsPoolChangesMeanwhile() {
        ObjectNode claim = tree("""
            apiVersion: karpenter.sh/v1
            kind: NodeClaim
            metadata: {name: default-1, labels: {karpenter.sh/nodepool: default}}
            spec: {requirements: [], nodeClassRef: {group: g, kind: k, name: n}, expireAfter: 720h}
            """);
        ObjectNode older = convert(claim, "karpenter.sh/v1beta1", "720h");
        assertThat(older.at("/spec").has("expireAfter")).isFalse();
        assertThat(convert(older, "karpenter.sh/v1", "1h")).isEqualTo(claim);
    }

    private static String nodeClass(String version, String fields) {
        return "{apiVersion: karpenter.k8s.aws/" + version + ", kind: EC2NodeClass, metadata: {name: default}, spec: {"
                + fields + "}}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "amiFamily: AL2        | {amiSelectorTerms:[{alias:al2@latest}]}",
                "amiFamily: AL2023     | {amiSelectorTerms:[{alias:al2023@latest}]}",
                "amiFamily: Bottlerocket | {amiSelectorTerms:[{alias:bottlerocket@latest}]}",
                "amiFamily: Windows2019 | {amiSelectorTerms:[{alias:windows2019@latest}]}",
                "amiFamily: Windows2022 | {amiSelectorTerms:[{alias:windows2022@latest}]}",
                "'amiFamily: AL2, amiSelectorTerms: [{id: ami-1}]' | {amiFamily:AL2,amiSelectorTerms:[{id:ami-1}]}",
                "'amiFamily: Custom, amiSelectorTerms: [{id: ami-1}]' |"
                        + " {amiFamily:Custom,amiSelectorTerms:[{id:ami-1}]}",
                "'amiFamily: Ubuntu, blockDeviceMappings: [{deviceName: a}], amiSelectorTerms: [{id: ami-1}]'"
                        + " | {amiFamily:AL2,blockDeviceMappings:[{deviceName:a}],amiSelectorTerms:[{id:ami-1}]}",
                "amiFamily: Ubuntu | {amiFamily:AL2,blockDeviceMappings:[{deviceName:/dev/sda1,rootVolume:true,"
                        + "ebs:{encrypted:true,volumeType:gp3,volumeSize:20Gi}}],amiSelectorTerms:[{id:ami-placeholder}]}",
            })
    void imagesOfV1beta1BecomeAliasesWhereV1HasOne(String older, String newer) {
        ObjectNode v1 = convert(nodeClass("v1beta1", older), "karpenter.k8s.aws/v1");
        assertThat(spec(v1, "")).isEqualTo(newer);
        assertThat(convert(v1, "karpenter.k8s.aws/v1beta1", null)).isEqualTo(tree(nodeClass("v1beta1", older)));
    }

    @Test
    void ubuntuIsRememberedWithWhatWasPutIn() {
        ObjectNode v1 = convert(nodeClass("v1beta1", "amiFamily: Ubuntu"), "karpenter.k8s.aws/v1");
        assertThat(Trees.annotation(v1, "compatibility.karpenter.k8s.aws/v1beta1-ubuntu"))
                .isEqualTo("amiFamily,blockDeviceMappings,incompatible");
    }

    @Test
    void aPinnedAliasTravelsInAnAnnotation() {
        ObjectNode older =
                convert(nodeClass("v1", "amiSelectorTerms: [{alias: al2023@v20260101}]"), "karpenter.k8s.aws/v1beta1");
        assertThat(spec(older, "")).isEqualTo("{amiFamily:AL2023}");
        assertThat(spec(convert(older, "karpenter.k8s.aws/v1", null), ""))
                .isEqualTo("{amiSelectorTerms:[{alias:al2023@v20260101}]}");
    }

    @Test
    void anotherKindIsRefusedByName() {
        ObjectNode overlay = tree("{apiVersion: karpenter.sh/v1alpha1, kind: NodeOverlay, metadata: {name: cheap}}");
        assertThat(new ObjectConversion(ConversionSettings.aws()).convert(overlay, "karpenter.sh/v1"))
                .isInstanceOfSatisfying(
                        ConversionOutcome.Refused.class,
                        refused -> assertThat(refused.message())
                                .contains("NodeOverlay \"cheap\"")
                                .contains("karpenter.sh/v1alpha1")
                                .contains("karpenter.sh/v1"));
    }
}
