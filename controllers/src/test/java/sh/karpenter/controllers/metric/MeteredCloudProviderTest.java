package sh.karpenter.controllers.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.kube.mapping.NodeClaimMapping;
import sh.karpenter.testing.testkit.kube.Specimens;

final class MeteredCloudProviderTest {
    private final World world = new World();
    private final MeteredCloudProvider metered = new MeteredCloudProvider(world.cloud, world.meters(), world.clock);

    @Test
    void callsAreTimedByTheControllerThatMakesThem() {
        try (var _ = MDC.putCloseable("controller", "nodeclaim.garbagecollection")) {
            metered.list();
        }
        assertThat(world.counted)
                .containsExactly("cloudprovider_duration_seconds{controller=nodeclaim.garbagecollection, method=List,"
                        + " provider=" + world.cloud.name() + "}");
    }

    @Test
    void answersThatAreNotWhatWasAskedForAreCountedByKindAndPool() {
        var claim = NodeClaimMapping.toCore(Specimens.claim("default-1"));
        world.cloud.failLaunch(new LaunchOutcome.InsufficientCapacity("none left"));
        metered.launch(claim);
        world.cloud.failLaunch(new LaunchOutcome.NodeClassNotReady("not ready"));
        metered.launch(claim);
        world.cloud.failLaunch(new LaunchOutcome.Failed(LaunchOutcome.FailureKind.OTHER, "Odd", "odd"));
        metered.launch(claim);
        metered.find("fake:///nowhere");
        assertThat(world.counted)
                .filteredOn(line -> line.startsWith("cloudprovider_errors_total"))
                .extracting(line -> line.replaceAll(".*error=", ""))
                .containsExactly(
                        "InsufficientCapacityError, nodepool=default}",
                        "NodeClassNotReadyError, nodepool=default}",
                        "unknown, nodepool=default}",
                        "NodeClaimNotFoundError, nodepool=}");
    }
}
