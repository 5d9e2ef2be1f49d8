package sh.karpenter.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.workload.Pod;

/// What holds for every history.
class ClusterStateLaws {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void thePictureDoesNotDependOnWhenOneLookedNorOnTheOrderOfObjects(long seed) {
        var random = new Random(seed);
        List<ClusterEvent> history = history(random);
        var patient = new ClusterState();
        var curious = new ClusterState();
        for (ClusterEvent event : history) {
            patient.apply(event);
            curious.apply(event);
            if (random.nextInt(3) == 0) {
                assertThat(curious.snapshot().generation()).isPositive();
            }
        }
        assertThat(withoutGeneration(patient.snapshot())).isEqualTo(withoutGeneration(curious.snapshot()));

        var restarted = new ClusterState();
        lastVersions(curious.snapshot(), random).forEach(restarted::apply);
        assertThat(withoutGeneration(restarted.snapshot())).isEqualTo(withoutGeneration(curious.snapshot()));
    }

    private static ClusterSnapshot withoutGeneration(ClusterSnapshot snapshot) {
        return new ClusterSnapshot(
                0,
                snapshot.nodes(),
                snapshot.pendingPods(),
                snapshot.nodePools(),
                snapshot.daemonSets(),
                snapshot.podDisruptionBudgets(),
                snapshot.namespaces(),
                snapshot.volumes(),
                snapshot.volumeClaims(),
                snapshot.storageClasses(),
                snapshot.selectors());
    }

    /// What a fresh start would see, in any order.
    private static List<ClusterEvent> lastVersions(ClusterSnapshot snapshot, Random random) {
        var events = new ArrayList<ClusterEvent>();
        for (ClusterNode node : snapshot.nodes()) {
            if (node.node() != null) {
                events.add(new ClusterEvent.NodeSeen(node.node()));
            }
            if (node.claim() != null) {
                events.add(new ClusterEvent.NodeClaimSeen(node.claim()));
            }
            node.pods().forEach(pod -> events.add(new ClusterEvent.PodSeen(pod)));
        }
        for (Pod pod : snapshot.pendingPods()) {
            events.add(new ClusterEvent.PodSeen(pod));
        }
        Collections.shuffle(events, random);
        return events;
    }

    private static List<ClusterEvent> history(Random random) {
        var events = new ArrayList<ClusterEvent>();
        for (int i = 0; i < 400; i++) {
            int machine = random.nextInt(6);
            int pod = random.nextInt(20);
            String node = "n" + machine;
            String id = machine == 0 ? "" : "p://" + machine;
            events.add(
                    switch (random.nextInt(8)) {
                        case 0 -> new ClusterEvent.NodeSeen(StateObjects.node(node, id, labels(machine, random)));
                        case 1 ->
                            new ClusterEvent.NodeClaimSeen(
                                    StateObjects.claim("c" + machine, id, deletion(random), null));
                        case 2 -> new ClusterEvent.NodeGone(node);
                        case 3 -> new ClusterEvent.NodeClaimGone("c" + machine);
                        case 4 -> new ClusterEvent.PodGone("default", "pod" + pod);
                        case 5 -> new ClusterEvent.PodSeen(StateObjects.pod("pod" + pod, ""));
                        case 6 -> new ClusterEvent.PodSeen(StateObjects.ended("pod" + pod, node));
                        default -> new ClusterEvent.PodSeen(StateObjects.pod("pod" + pod, node));
                    });
        }
        for (int machine = 0; machine < 6; machine++) {
            events.add(new ClusterEvent.NodeSeen(StateObjects.node("n" + machine, "p://" + machine, Map.of())));
        }
        return events;
    }

    private static @Nullable Instant deletion(Random random) {
        return random.nextInt(4) == 0 ? StateObjects.START : null;
    }

    private static Map<String, String> labels(int machine, Random random) {
        return machine % 2 == 0
                ? Map.of()
                : Map.of(LabelKeys.NODE_POOL, "default", LabelKeys.INITIALIZED, Boolean.toString(random.nextBoolean()));
    }
}
