package sh.karpenter.controllers.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.testing.World;

final class SyncReportTest {
    private final World world = new World();
    private final AtomicBoolean read = new AtomicBoolean();
    private final LiveCluster cluster = new LiveCluster(read::get, new SyncReport(world.meters(), world.clock));

    @Test
    void everyQuestionShowsWhetherThePictureCanBeReliedOnAndForHowLongItCouldNot() {
        assertThat(cluster.synced()).isFalse();
        world.clock.advance(Duration.ofSeconds(40));
        cluster.synced();
        assertThat(world.gauges())
                .containsExactly(
                        "cluster_state_node_count{} 0.0",
                        "cluster_state_synced{} 0.0",
                        "cluster_state_unsynced_time_seconds{} 40.0");
        read.set(true);
        assertThat(cluster.synced()).isTrue();
        assertThat(world.gauges()).contains("cluster_state_synced{} 1.0", "cluster_state_unsynced_time_seconds{} 0.0");
    }
}
