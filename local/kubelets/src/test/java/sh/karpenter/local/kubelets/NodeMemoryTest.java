package sh.karpenter.local.kubelets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubelets.node.NodeSpec;
import sh.karpenter.local.kubelets.node.NodeSpec.BootTiming;
import sh.karpenter.local.kubelets.node.NodeSpec.NodeSystem;

final class NodeMemoryTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final NodeMemory node = new NodeMemory();

    @Test
    void aNodeGoesWithItsObject() {
        node.boot(machine(), NOW);
        node.register("first", NOW);
        assertThat(node.goesWith("first")).isTrue();
        assertThat(node.stopped).isTrue();
    }

    @Test
    void aNodeThatWasThereBeforeItsKubeletGoesWithWhateverObjectHasItsName() {
        node.boot(machine(), NOW);
        node.register("", NOW);
        assertThat(node.goesWith("found")).isTrue();
    }

    @Test
    void wordOfADeletionThatComesAfterTheNextBootStopsNothing() {
        node.boot(machine(), NOW);
        node.register("first", NOW);
        node.boot(machine(), NOW);
        assertThat(node.goesWith("first")).isFalse();
        node.register("second", NOW);
        assertThat(node.goesWith("first")).isFalse();
        assertThat(node.stopped).isFalse();
        assertThat(node.goesWith("second")).isTrue();
    }

    private static NodeSpec machine() {
        return new NodeSpec(
                "node-1",
                "aws:///us-west-2a/i-1",
                Map.of(),
                List.of(),
                Map.of("cpu", "2"),
                Map.of("cpu", "2"),
                List.of(),
                Map.of(),
                NodeSystem.linux("amd64", "v1.34.1"),
                BootTiming.instant());
    }
}
