package sh.karpenter.kube.mapping;

import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSINodeDriver;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.node.Node;

/// Nodes, and what CSINodes say of them.
public final class NodeMapping {
    private NodeMapping() {}

    /// Maps a node.
    ///
    /// @param csiNode the CSINode of the same name, null when there is none
    /// @throws IllegalArgumentException naming field and value when it cannot be understood
    public static Node toCore(io.fabric8.kubernetes.api.model.Node node, @Nullable CSINode csiNode) {
        var metadata = node.getMetadata();
        NodeSpec spec = Objects.requireNonNullElseGet(node.getSpec(), NodeSpec::new);
        NodeStatus status = Objects.requireNonNullElseGet(node.getStatus(), NodeStatus::new);
        try {
            return new Node(
                    metadata.getName(),
                    Objects.requireNonNullElse(metadata.getUid(), ""),
                    Objects.requireNonNullElse(
                            Times.parse("metadata.creationTimestamp", metadata.getCreationTimestamp()), Instant.EPOCH),
                    Times.parse("metadata.deletionTimestamp", metadata.getDeletionTimestamp()),
                    Objects.requireNonNullElse(spec.getProviderID(), ""),
                    sorted(metadata.getLabels()),
                    sorted(metadata.getAnnotations()),
                    TaintMapping.ofNode(spec.getTaints()),
                    ResourcesMapping.toCore("status.capacity", status.getCapacity()),
                    ResourcesMapping.toCore(
                            "status.allocatable",
                            status.getAllocatable() == null
                                            || status.getAllocatable().isEmpty()
                                    ? status.getCapacity()
                                    : status.getAllocatable()),
                    ConditionMapping.ofNode(status),
                    csiNode == null ? new TreeMap<>() : csiLimits(csiNode));
        } catch (MalformedField bad) {
            throw new IllegalArgumentException("node " + metadata.getName() + ", " + bad.getMessage(), bad);
        }
    }

    /// Per CSI driver that the node lists: how many volumes it attaches, empty for no bound.
    public static SequencedMap<String, OptionalInt> csiLimits(CSINode csiNode) {
        var limits = new TreeMap<String, OptionalInt>();
        if (csiNode.getSpec() != null) {
            for (CSINodeDriver driver : csiNode.getSpec().getDrivers()) {
                Integer count = driver.getAllocatable() == null
                        ? null
                        : driver.getAllocatable().getCount();
                limits.put(driver.getName(), count == null ? OptionalInt.empty() : OptionalInt.of(count));
            }
        }
        return limits;
    }

    private static SequencedMap<String, String> sorted(@Nullable Map<String, String> map) {
        return map == null ? new TreeMap<>() : new TreeMap<>(map);
    }
}
