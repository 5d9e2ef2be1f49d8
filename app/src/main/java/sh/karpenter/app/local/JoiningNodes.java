package sh.karpenter.app.local;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.local.aws.boot.BootFailed;
import sh.karpenter.local.aws.boot.BootedNode;
import sh.karpenter.local.aws.boot.NodeLauncher;
import sh.karpenter.local.kubelets.SimulatedKubelets;
import sh.karpenter.local.kubelets.node.NodeSpec;
import sh.karpenter.local.kubelets.node.NodeSpec.BootTiming;
import sh.karpenter.local.kubelets.node.NodeSpec.NodeAddress;
import sh.karpenter.local.kubelets.node.NodeSpec.NodeSystem;
import sh.karpenter.local.kubelets.node.NodeSpec.NodeTaint;

/// Lets the instances of the local AWS join the cluster: each gets a kubelet when it has booted, and loses it
/// when it is gone.
final class JoiningNodes implements NodeLauncher {
    private static final Logger log = LoggerFactory.getLogger("local");

    /// Runs on every node of the cluster, as the add-on of that name does.
    private static final String VOLUME_DRIVER = "ebs.csi.aws.com";

    private final SimulatedKubelets kubelets;
    private final Map<String, NodeSpec> nodesByInstance = new ConcurrentHashMap<>();

    JoiningNodes(SimulatedKubelets kubelets) {
        this.kubelets = kubelets;
    }

    @Override
    public void joined(BootedNode node) {
        var spec = new NodeSpec(
                node.name(),
                node.providerId(),
                node.labels(),
                node.taints().stream()
                        .map(taint -> new NodeTaint(taint.key(), taint.value(), taint.effect()))
                        .toList(),
                node.capacity(),
                node.allocatable(),
                List.of(new NodeAddress("InternalIP", node.address()), new NodeAddress("InternalDNS", node.name())),
                Map.of(VOLUME_DRIVER, node.attachableVolumes()),
                system(node.system()),
                BootTiming.instant());
        nodesByInstance.put(node.instanceId(), spec);
        kubelets.bootNode(spec);
    }

    /// Such a machine costs money and never shows as a node: its owner finds the reason in the log.
    @Override
    public void failed(BootFailed failure) {
        log.atWarn()
                .addKeyValue("instance", failure.instanceId())
                .log("an instance runs and does not join the cluster: " + failure.reason());
    }

    @Override
    public void rebooted(String instanceId) {
        NodeSpec spec = nodesByInstance.get(instanceId);
        if (spec != null) {
            kubelets.stopNode(spec.name());
            kubelets.bootNode(spec);
        }
    }

    private static NodeSystem system(BootedNode.NodeSystem system) {
        NodeSystem linux = NodeSystem.linux(system.architecture(), system.kubeletVersion());
        return new NodeSystem(
                system.architecture(),
                system.operatingSystem(),
                system.image(),
                linux.kernelVersion(),
                linux.containerRuntime(),
                system.kubeletVersion());
    }

    @Override
    public void gone(String instanceId) {
        NodeSpec spec = nodesByInstance.remove(instanceId);
        if (spec != null) {
            kubelets.stopNode(spec.name());
        }
    }
}
