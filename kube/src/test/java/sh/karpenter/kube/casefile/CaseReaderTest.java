package sh.karpenter.kube.casefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.workload.Pod;

/// What a case file's objects become.
class CaseReaderTest {

    @Test
    void podsThatHaveEndedAreOnNoNode() {
        List<ClusterNode> nodes =
                new CaseReader(_ -> "[]").read("""
                    {"nodes": [{"name": "n1"}],
                     "boundPods": [
                       {"metadata": {"name": "runs", "uid": "1"}, "spec": {"nodeName": "n1"},
                        "status": {"phase": "Running"}},
                       {"metadata": {"name": "done", "uid": "2"}, "spec": {"nodeName": "n1"},
                        "status": {"phase": "Succeeded"}},
                       {"metadata": {"name": "failed", "uid": "3"}, "spec": {"nodeName": "n1"},
                        "status": {"phase": "Failed"}}]}
                    """).problem().cluster().nodes();

        assertThat(nodes)
                .singleElement()
                .satisfies(node -> assertThat(node.pods()).extracting(Pod::name).containsExactly("runs"));
    }
}
