package sh.karpenter.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PlacementDemoTest {
    private static final PlacementStep SPREAD = PlacementStep.all().getFirst();

    private final List<DemoNode> nodes = List.of(node("n1", "a"), node("n2", "b"), node("n3", "c"));

    @Test
    void isContentWhenEveryMachineHasAsManyPodsOfAWorkloadAsPlanned() {
        var pods = List.of(pod("web-1", "n1", "n2"), pod("web-2", "n2", "n1"), pod("web-3", "n3", null));

        assertThat(PlacementDemo.failure(SPREAD, pods, nodes)).isNull();
    }

    @Test
    void saysWhichMachineMissesThePodThatWasPlannedOntoIt() {
        var pods = List.of(pod("web-1", "n1", "n9"), pod("web-2", "n2", "n2"), pod("web-3", "n3", "n3"));

        assertThat(PlacementDemo.failure(SPREAD, pods, nodes))
                .isEqualTo("a pod of web was planned onto n9 and none is there");
    }

    @Test
    void saysWhenPodsShareAZoneThatShouldNot() {
        var sameZone = List.of(node("n1", "a"), node("n2", "a"), node("n3", "c"));
        var pods = List.of(pod("web-1", "n1", "n1"), pod("web-2", "n2", "n2"), pod("web-3", "n3", "n3"));

        assertThat(PlacementDemo.failure(SPREAD, pods, sameZone))
                .isEqualTo("the pods are not each in a zone of its own");
    }

    @Test
    void waitsForEveryPod() {
        assertThat(PlacementDemo.failure(SPREAD, List.of(pod("web-1", "n1", null)), nodes))
                .isEqualTo("1 of 3 pods run");
    }

    private static DemoPod pod(String name, String node, @Nullable String planned) {
        return new DemoPod(name, "web", node, planned, true);
    }

    private static DemoNode node(String name, String zone) {
        return new DemoNode(name, "c5.large", zone, "on-demand", true, false, 1, 0.085);
    }
}
