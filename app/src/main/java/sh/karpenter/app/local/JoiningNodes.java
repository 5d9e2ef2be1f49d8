package sh.karpenter.app.local;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    private final SimulatedKubelets kubelets;
    private final Map<String, String> namesByInstance = new ConcurrentHashMap<>();

    JoiningNodes(SimulatedKubelets kubelets) {
        this.kubelets = kubelets;
    }

    @Override
    public void joined(BootedNode node) {
        namesByInstance.put(node.instanceId(), node.name());
        kubelets.bootNode(new NodeSpec(
                node.name(),
                node.providerId(),
                node.labels(),
                node.taints().stream()
                        .map(taint -> new NodeTaint(taint.key(), taint.value(), taint.effect()))
                        .toList(),
                node.capacity(),
                node.allocatable(),
                List.of(new NodeAddress("InternalIP", node.address()), new NodeAddress("InternalDNS", node.name())),
                system(node.system()),
                BootTiming.instant()));
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
        String name = namesByInstance.remove(instanceId);
        if (name != null) {
            kubelets.stopNode(name);
        }
    }
}
