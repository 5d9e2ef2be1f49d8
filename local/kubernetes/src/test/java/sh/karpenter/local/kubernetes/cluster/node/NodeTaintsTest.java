package sh.karpenter.local.kubernetes.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubernetes.cluster.object.Taint;
import sh.karpenter.local.kubernetes.cluster.object.Toleration;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

final class NodeTaintsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static ObjectNode node(String ready, ObjectNode... taints) {
        ObjectNode node = Tree.object("spec", Tree.object("taints", Tree.array((Object[]) taints)));
        if (!ready.isEmpty()) {
            node.set("status", Tree.object("conditions", Tree.array(Tree.object("type", "Ready", "status", ready))));
        }
        return node;
    }

    private static ObjectNode taint(String key, String effect) {
        return Tree.object("key", key, "effect", effect);
    }

    private static List<Taint> corrected(ObjectNode node) {
        ArrayNode taints = NodeTaints.corrected(node, NOW);
        return taints == null ? List.of() : Taint.of(Tree.object("taints", taints), "taints");
    }

    @Test
    void freesANodeThatBecameReadyAndKeepsTheTaintsOfOthers() {
        ObjectNode node = node(
                "True",
                taint("node.kubernetes.io/not-ready", "NoSchedule"),
                taint("karpenter.sh/unregistered", "NoExecute"),
                taint("node.kubernetes.io/not-ready", "NoExecute"));
        assertThat(corrected(node)).containsExactly(new Taint("karpenter.sh/unregistered", "", "NoExecute"));
    }

    @Test
    void leavesANodeThatIsRightAlone() {
        assertThat(NodeTaints.corrected(node("True"), NOW)).isNull();
        ObjectNode silent = node("", taint("node.kubernetes.io/not-ready", "NoSchedule"));
        assertThat(NodeTaints.corrected(silent, NOW)).isNull();
    }

    @Test
    void taintsAnUnknownNodeAsUnreachable() {
        assertThat(corrected(node("Unknown", taint("node.kubernetes.io/not-ready", "NoSchedule"))))
                .containsExactlyInAnyOrder(
                        new Taint("node.kubernetes.io/unreachable", "", "NoSchedule"),
                        new Taint("node.kubernetes.io/unreachable", "", "NoExecute"));
    }

    @Test
    void aPodStaysAsLongAsItsShortestUsedToleration() {
        List<Taint> taints = List.of(new Taint("a", "", "NoExecute"), new Taint("b", "", "NoExecute"));
        Toleration forever = new Toleration("a", "Exists", "", "", null);
        Toleration minute = new Toleration("b", "Exists", "", "NoExecute", 60L);
        assertThat(TaintEvictionController.patience(taints, List.of(forever))).isEqualTo(Duration.ZERO);
        assertThat(TaintEvictionController.patience(taints, List.of(forever, minute)))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(TaintEvictionController.patience(taints.subList(0, 1), List.of(forever)))
                .isNull();
    }
}
