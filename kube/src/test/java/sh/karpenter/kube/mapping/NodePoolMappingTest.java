package sh.karpenter.kube.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.model.node.NodePool;

/// What of a pool's disruption settings cannot be read stops disruption, not the pool.
class NodePoolMappingTest {
    private final KubernetesSerialization serialization = new KubernetesSerialization();

    @Test
    void aConsolidateAfterThatCannotBeReadMeansNeverAndIsTold() {
        NodePool pool = pool("{consolidateAfter: soon, consolidationPolicy: WhenEmpty}");

        assertThat(pool.disruption().consolidateAfter()).isNull();
        assertThat(DisruptionBudgets.problems(pool))
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith("spec.disruption.consolidateAfter: ")
                        .contains("soon"));
    }

    @Test
    void aBudgetThatCannotBeReadIsToldWithItsPlace() {
        NodePool pool = pool("""
            {budgets: [{nodes: "10%"}, {nodes: "1", schedule: "61 * * * *", duration: 1h},
             {nodes: "1", schedule: "@daily", duration: soon}]}\
            """);

        assertThat(DisruptionBudgets.problems(pool))
                .satisfiesExactly(
                        schedule ->
                                assertThat(schedule).startsWith("spec.disruption.budgets[1].schedule \"61 * * * *\""),
                        duration -> assertThat(duration).startsWith("spec.disruption.budgets[2].duration: "));
    }

    @Test
    void whatCanBeReadHasNoProblems() {
        NodePool pool =
                pool("{consolidateAfter: Never, budgets: [{nodes: \"1\", schedule: \"@daily\", duration: 8h30m}]}");

        assertThat(DisruptionBudgets.problems(pool)).isEmpty();
    }

    private NodePool pool(String disruption) {
        return NodePoolMapping.toCore(serialization.unmarshal(
                """
                apiVersion: karpenter.sh/v1
                kind: NodePool
                metadata: {name: default}
                spec:
                  template:
                    spec:
                      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}
                      requirements: []
                  disruption: %s
                """.formatted(disruption.replace("\n", " ")), sh.karpenter.kube.api.NodePool.class));
    }
}
