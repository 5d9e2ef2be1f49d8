package sh.karpenter.kube.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionStatus;

class WireShapeTest {
    private final KubernetesSerialization serialization = new KubernetesSerialization();

    @Test
    void readsAPoolAsTheApiServerSendsIt() {
        NodePool pool = serialization.unmarshal("""
            apiVersion: karpenter.sh/v1
            kind: NodePool
            metadata: {name: default, generation: 3}
            spec:
              fieldOfTheFuture: 1
              template:
                metadata: {labels: {team: blue}}
                spec:
                  requirements: [{key: kubernetes.io/arch, operator: In, values: [amd64], minValues: 1}]
                  nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}
                  expireAfter: 30m
                  terminationGracePeriod: 5m
                  startupTaints: [{key: init, effect: NoSchedule, timeAdded: "2026-01-02T03:04:05Z"}]
              disruption: {consolidateAfter: Never, budgets: [{nodes: 10%, reasons: []}]}
              limits: {cpu: 1000, memory: 1000Gi}
            status:
              nodes: 2
              conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-01-02T03:04:05Z"}]
            """, NodePool.class);

        NodeClaimTemplateSpec template = pool.getSpec().template().spec();
        assertThat(template.requirements())
                .containsExactly(new NodeRequirement("kubernetes.io/arch", "In", List.of("amd64"), 1));
        assertThat(template.nodeClassRef().labelKey()).isEqualTo("karpenter.k8s.aws/ec2nodeclass");
        assertThat(template.terminationGracePeriod()).isEqualTo(Duration.ofMinutes(5));
        assertThat(requireNonNull(template.expireAfter()).duration()).isEqualTo(Duration.ofMinutes(30));
        assertThat(template.taints()).isNull();
        assertThat(requireNonNull(pool.getSpec().disruption()).budgets())
                .singleElement()
                .satisfies(budget -> assertThat(budget.reasons()).isEmpty());
        assertThat(pool.getSpec().limits()).containsEntry("cpu", new Quantity("1000"));
        assertThat(pool.getStatus().conditions())
                .containsExactly(new Condition(
                        "Ready", ConditionStatus.TRUE, "", "", Instant.parse("2026-01-02T03:04:05Z"), null));
    }

    @Test
    void writesWhatTheUserWroteAndGoDurationsInFull() {
        NodePool pool = serialization.unmarshal("""
            apiVersion: karpenter.sh/v1
            kind: NodePool
            metadata: {name: default}
            spec:
              template:
                spec:
                  requirements: []
                  nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}
                  expireAfter: 30m
                  terminationGracePeriod: 5m
                  startupTaints: [{key: init, effect: NoSchedule, timeAdded: "2026-01-02T03:04:05Z"}]
            """, NodePool.class);

        assertThat(serialization.asJson(pool))
                .contains("\"expireAfter\":\"30m\"")
                .contains("\"terminationGracePeriod\":\"5m0s\"")
                .contains("\"timeAdded\":\"2026-01-02T03:04:05Z\"")
                .contains("\"requirements\":[]")
                .doesNotContain("null");
    }
}
