package sh.karpenter.kube.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class SchemaDefaultsTest {
    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private static ObjectNode tree(String yaml) {
        return (ObjectNode) YAML.readTree(yaml);
    }

    @Test
    void aDefaultIsItselfFilledIn() {
        ObjectNode pool = SchemaDefaults.of(tree("""
            apiVersion: karpenter.sh/v1
            kind: NodePool
            spec: {template: {spec: {requirements: []}}}
            """));
        assertThat(pool.get("spec")).isEqualTo(tree("""
            template: {spec: {requirements: [], expireAfter: 720h}}
            disruption:
              consolidateAfter: 0s
              consolidationPolicy: WhenEmptyOrUnderutilized
              budgets: [{nodes: 10%}]
            """));
    }

    @Test
    void whatIsThereStays() {
        ObjectNode pool = SchemaDefaults.of(tree("""
            apiVersion: karpenter.sh/v1
            kind: NodePool
            spec:
              template: {spec: {expireAfter: Never}}
              disruption: {consolidateAfter: 5m, consolidationPolicy: Balanced, budgets: [{schedule: "@daily"}, {nodes: "1"}]}
            """));
        assertThat(pool.get("spec")).isEqualTo(tree("""
            template: {spec: {expireAfter: Never}}
            disruption:
              consolidateAfter: 5m
              consolidationPolicy: Balanced
              budgets: [{schedule: "@daily", nodes: 10%}, {nodes: "1"}]
            """));
    }

    @Test
    void theOlderVersionHasItsOwnDefaults() {
        ObjectNode pool = SchemaDefaults.of(tree("{apiVersion: karpenter.sh/v1beta1, kind: NodePool, spec: {}}"));
        assertThat(pool.get("spec")).isEqualTo(tree("""
            disruption: {consolidationPolicy: WhenUnderutilized, expireAfter: 720h, budgets: [{nodes: 10%}]}
            """));
        assertThat(hopLimit("v1beta1")).isEqualTo(2);
        assertThat(hopLimit("v1")).isEqualTo(1);
    }

    private static int hopLimit(String version) {
        ObjectNode nodeClass = SchemaDefaults.of(tree("{apiVersion: karpenter.k8s.aws/" + version
                + ", kind: EC2NodeClass, spec: {metadataOptions: {httpTokens: optional}}}"));
        assertThat(nodeClass.at("/spec/metadataOptions/httpTokens").stringValue())
                .isEqualTo("optional");
        return nodeClass.at("/spec/metadataOptions/httpPutResponseHopLimit").intValue();
    }

    @Test
    void anotherKindComesBackAsItIs() {
        ObjectNode pod = tree("{apiVersion: v1, kind: Pod, spec: {}}");
        assertThat(SchemaDefaults.of(pod)).isEqualTo(pod);
    }
}
