package sh.karpenter.controllers.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Given.NOW;
import static sh.karpenter.core.testing.MachineBuilder.machine;
import static sh.karpenter.core.testing.PodBuilder.pod;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelSelector;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodDisruptionBudget;
import sh.karpenter.core.testing.Given;

/// Which pods one pass plans for.
class PodsToPlaceTest {
    private static PodsToPlace of(List<Pod> pending, List<ClusterNode> nodes, PodDisruptionBudget... budgets) {
        return PodsToPlace.of(
                new ClusterSnapshot(
                        1,
                        nodes,
                        pending,
                        List.of(),
                        List.of(),
                        List.of(budgets),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        List.of()),
                NOW);
    }

    @Test
    void pendingPodsThatNothingElseCaresForComeFirst() {
        Pod web = pod("web").build();
        Pod db = pod("db").on("n1").build();
        var leaving = machine("n1", Given.type("small", "2", "8Gi"))
                .leaving()
                .runs(db)
                .build();

        var pods = of(List.of(pod("preempts").nominated("n9").build(), web), List.of(leaving));
        assertThat(pods.pending()).containsExactly(web);
        assertThat(pods.deleting()).containsExactly(db);
        assertThat(pods.all()).containsExactly(web, db);
    }

    @Test
    void ofLeavingNodesOnlyPodsThatMayGoAreTaken() {
        Pod web = pod("web").on("n1").build();
        var pods = new Pod[] {
            web,
            pod("agent").on("n1").ofDaemonSet("agent").build(),
            pod("static").on("n1").ofNode("n1").build(),
            pod("kept").on("n1").annotation(LabelKeys.DO_NOT_DISRUPT, "true").build(),
            pod("guarded").label("guard", "yes").on("n1").build(),
        };
        var guarded = new LabelSelector(new TreeMap<>(Map.of("guard", "yes")), List.of());
        var budget = new PodDisruptionBudget("default", "guarded", guarded, "100%", null, 0, false);
        var type = Given.type("small", "2", "8Gi");

        assertThat(of(
                                List.of(),
                                List.of(machine("n1", type).leaving().runs(pods).build()),
                                budget)
                        .all())
                .containsExactly(web);
        assertThat(of(List.of(), List.of(machine("n1", type).runs(pods).build()), budget)
                        .all())
                .isEmpty();
        assertThat(of(
                                List.of(),
                                List.of(machine("n1", type)
                                        .is("Rebooting")
                                        .runs(pods)
                                        .build()),
                                budget)
                        .all())
                .isEmpty();
    }
}
