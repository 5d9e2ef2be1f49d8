package sh.karpenter.core.scheduling.sim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.workload.HostPort;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.compiled.ResourceAxes;

/// A node that exists, or a launched claim whose node has not come yet.
public final class ExistingNode implements SimulatedNode {
    private final CompiledCluster cluster;
    private final int host;
    private final long[] available;
    private final int offset;
    private final int axes;
    private List<Pod> placed = List.of();
    private @Nullable List<HostPort> hostPorts;
    private @Nullable AttachedVolumes volumes;

    /// @param available what is left of all nodes, one amount per axis and node; changed when pods are placed
    public ExistingNode(CompiledCluster cluster, int host, long[] available) {
        this.cluster = cluster;
        this.host = host;
        this.available = available;
        this.axes = cluster.axes().count();
        this.offset = host * axes;
    }

    @Override
    public int host() {
        return host;
    }

    @Override
    public int taints() {
        return cluster.effectiveTaints(host);
    }

    @Override
    public List<Pod> placed() {
        return placed;
    }

    /// The node itself.
    public ClusterNode node() {
        return cluster.nodes().get(host);
    }

    /// Whether the amounts, so many times, fit into what is left; nothing fits once anything is negative.
    public boolean holds(long[] requests, int times) {
        for (int axis = 0; axis < axes; axis++) {
            long left = available[offset + axis];
            if (left < 0 || ResourceAxes.times(requests[axis], times) > left) {
                return false;
            }
        }
        return true;
    }

    /// What is left along an axis.
    public long left(int axis) {
        return available[offset + axis];
    }

    @Override
    public List<HostPort> hostPorts() {
        if (hostPorts == null) {
            var ports = new ArrayList<HostPort>();
            for (Pod pod : node().pods()) {
                ports.addAll(pod.shape().hostPorts());
            }
            hostPorts = ports;
        }
        return hostPorts;
    }

    @Override
    public AttachedVolumes volumes() {
        if (volumes == null) {
            AttachedVolumes attached = AttachedVolumes.none();
            for (Pod pod : node().pods()) {
                attached = attached.and(
                        PodVolumes.attached(pod.shape(), cluster.problem().cluster()));
            }
            volumes = attached;
        }
        return volumes;
    }

    /// Puts a pod on the node.
    public void place(Pod pod, PodVariant variant) {
        // Most nodes that take a pod take one.
        if (placed.isEmpty()) {
            placed = List.of(pod);
        } else {
            if (placed.size() == 1) {
                placed = new ArrayList<>(placed);
            }
            placed.add(pod);
        }
        long[] requests = variant.requests();
        for (int axis = 0; axis < axes; axis++) {
            available[offset + axis] = ResourceAxes.add(available[offset + axis], -requests[axis]);
        }
        if (!variant.shape().hostPorts().isEmpty()) {
            var ports = new ArrayList<>(hostPorts());
            ports.addAll(variant.shape().hostPorts());
            hostPorts = ports;
        }
        if (!variant.shape().volumes().isEmpty()) {
            volumes = volumes().and(variant.volumes());
        }
    }
}
