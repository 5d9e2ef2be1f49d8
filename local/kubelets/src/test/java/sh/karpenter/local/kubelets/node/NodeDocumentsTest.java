package sh.karpenter.local.kubelets.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubelets.node.NodeDocuments.LogEndpoint;
import sh.karpenter.local.kubelets.node.NodeSpec.BootTiming;
import sh.karpenter.local.kubelets.node.NodeSpec.NodeAddress;
import sh.karpenter.local.kubelets.node.NodeSpec.NodeSystem;
import sh.karpenter.local.kubelets.node.NodeSpec.NodeTaint;
import tools.jackson.databind.node.ObjectNode;

final class NodeDocumentsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");

    private static NodeSpec spec(Duration devices) {
        return new NodeSpec(
                "ip-10-0-0-1",
                "aws:///a/i-1",
                Map.of("karpenter.sh/nodepool", "default"),
                List.of(new NodeTaint("karpenter.sh/unregistered", "", "NoExecute")),
                Map.of("cpu", "4", "nvidia.com/gpu", "1"),
                Map.of("cpu", "3900m"),
                List.of(new NodeAddress("InternalIP", "10.0.0.1")),
                Map.of("ebs.csi.aws.com", 26),
                NodeSystem.linux("arm64", "v1.33.5"),
                new BootTiming(Duration.ZERO, Duration.ZERO, devices));
    }

    @Test
    void registersNotReadyWithWhatTheKubeletWasTold() {
        ObjectNode node = NodeDocuments.registration(spec(Duration.ZERO), new LogEndpoint("127.0.0.1", 10250), NOW);
        assertThat(node.at("/spec/providerID").asString()).isEqualTo("aws:///a/i-1");
        assertThat(node.at("/spec/taints").toString())
                .isEqualTo("[{\"key\":\"karpenter.sh/unregistered\",\"effect\":\"NoExecute\"}]");
        assertThat(node.at("/metadata/labels/kubernetes.io~1arch").asString()).isEqualTo("arm64");
        assertThat(node.at("/metadata/labels/karpenter.sh~1nodepool").asString())
                .isEqualTo("default");
        assertThat(node.at("/status/allocatable/cpu").asString()).isEqualTo("3900m");
        assertThat(node.at("/status/allocatable/nvidia.com~1gpu").asString()).isEqualTo("1");
        assertThat(node.at("/status/daemonEndpoints/kubeletEndpoint/Port").asInt())
                .isEqualTo(10250);
        assertThat(node.at("/status/conditions").toString()).contains("KubeletNotReady");
    }

    @Test
    void devicesComeLater() {
        NodeSpec spec = spec(Duration.ofSeconds(5));
        ObjectNode node = NodeDocuments.registration(spec, new LogEndpoint("", 0), NOW);
        assertThat(node.at("/status/capacity/nvidia.com~1gpu").asString()).isEqualTo("0");
        assertThat(NodeDocuments.devices(spec)
                        .at("/status/allocatable/nvidia.com~1gpu")
                        .asString())
                .isEqualTo("1");
    }

    @Test
    void saysHowManyVolumesEachDriverCanAttach() {
        ObjectNode storage = NodeDocuments.storage("n", "uid-1", Map.of("ebs.csi.aws.com", 26, "other", 0));
        assertThat(storage.at("/metadata/ownerReferences/0/uid").asString()).isEqualTo("uid-1");
        assertThat(storage.at("/spec/drivers").toString())
                .isEqualTo("[{\"name\":\"ebs.csi.aws.com\",\"nodeID\":\"n\","
                        + "\"topologyKeys\":[\"topology.kubernetes.io/zone\"],\"allocatable\":{\"count\":26}},"
                        + "{\"name\":\"other\",\"nodeID\":\"n\",\"topologyKeys\":[\"topology.kubernetes.io/zone\"]}]");
    }

    @Test
    void leasesHaveMicroseconds() {
        assertThat(NodeDocuments.renewal(NOW).at("/spec/renewTime").asString())
                .isEqualTo("2026-01-01T00:00:00.123000Z");
        assertThat(NodeDocuments.renewal(Instant.parse("2026-01-01T00:00:00Z"))
                        .at("/spec/renewTime")
                        .asString())
                .isEqualTo("2026-01-01T00:00:00.000000Z");
    }
}
