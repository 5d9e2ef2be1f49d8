package sh.karpenter.providers.aws.instancetype;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.aws.ResolvedAmi;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.store.NodeClaims;
import sh.karpenter.kube.client.store.Nodes;
import sh.karpenter.providers.aws.ami.BootableTypes;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.nodeclass.NodeClasses;

/// Learns from registered nodes how much memory a machine type really has under the images of its class.
///
/// A node that runs another image than its class would choose now says nothing about machines to come.
public final class MemoryReports implements Reconciler<ObjectKey> {
    private static final Logger LOG = LoggerFactory.getLogger("controller");

    private final Nodes nodes;
    private final NodeClaims claims;
    private final NodeClasses classes;
    private final InstanceTypes types;
    private final DiscoveredMemory memory;

    public MemoryReports(
            Nodes nodes, NodeClaims claims, NodeClasses classes, InstanceTypes types, DiscoveredMemory memory) {
        this.nodes = nodes;
        this.claims = claims;
        this.classes = classes;
        this.types = types;
        this.memory = memory;
    }

    /// The keys that a change of a node brings in: a node that has just become registered, or was so when first
    /// seen.
    ///
    /// @param before null for a node not seen before
    /// @param now null for a node that is gone
    public static List<ObjectKey> concerned(@Nullable Node before, @Nullable Node now) {
        return now != null && registered(now) && (before == null || !registered(before))
                ? List.of(ObjectKey.of(now))
                : List.of();
    }

    private static boolean registered(Node node) {
        return "true".equals(labels(node).get(LabelKeys.REGISTERED))
                && labels(node).containsKey(AwsLabels.NODE_CLASS);
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        Node node = nodes.find(key);
        if (node == null || !registered(node) || node.getSpec() == null) {
            return Requeue.none();
        }
        String providerId = node.getSpec().getProviderID();
        String typeName = labels(node).getOrDefault(LabelKeys.INSTANCE_TYPE, "");
        NodeClass nodeClass = classes.find(labels(node).getOrDefault(AwsLabels.NODE_CLASS, ""));
        List<NodeClaim> owners = providerId == null ? List.of() : claims.byProviderId(providerId);
        MachineType type = nodeClass == null ? null : types.find(nodeClass, typeName);
        if (nodeClass == null || type == null || owners.size() != 1) {
            return Requeue.none();
        }
        String image = owners.getFirst().statusOrEmpty().imageID();
        ResolvedAmi chosen = BootableTypes.ami(nodeClass.amis(), type.requirements());
        Long bytes = memory(node);
        if (bytes != null && chosen != null && chosen.id().equals(image)) {
            memory.report(typeName, nodeClass.amis(), bytes);
            LOG.atDebug()
                    .addKeyValue("instance-type", typeName)
                    .addKeyValue("memory", bytes)
                    .log("learned the memory of an instance type from a node");
        }
        return Requeue.none();
    }

    private static @Nullable Long memory(Node node) {
        Map<String, Quantity> capacity =
                node.getStatus() == null ? null : node.getStatus().getCapacity();
        Quantity quantity = capacity == null ? null : capacity.get(ResourceNames.MEMORY);
        return quantity == null ? null : Quantity.getAmountInBytes(quantity).longValue();
    }

    private static Map<String, String> labels(Node node) {
        return Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.<String, String>of());
    }
}
