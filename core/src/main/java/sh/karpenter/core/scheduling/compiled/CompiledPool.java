package sh.karpenter.core.scheduling.compiled;

import java.util.List;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.workload.HostPort;

/// A pool that may open nodes.
///
/// @param pool the readable pool
/// @param table its instance types
/// @param requirements what its machines are: its requirements, labels, own name and node class
/// @param taints the taints of its nodes
/// @param rows the instance types that meet the requirements
/// @param daemonGroups which daemons run on which of its instance types
/// @param limits limited amounts per axis, 0 where not limited
/// @param limited the axes that are limited
/// @param minValues whether its requirements ask for a minimum of distinct values
@SuppressWarnings("ArrayRecordComponent") // compiled: never compared, never leaves the module
public record CompiledPool(
        NodePool pool,
        InstanceTypeTable table,
        int requirements,
        int taints,
        long[] rows,
        List<DaemonGroup> daemonGroups,
        long[] limits,
        long limited,
        boolean minValues) {

    /// Instance types that run the same daemons.
    ///
    /// @param rows the instance types
    /// @param overhead what the daemons ask for together, per axis
    /// @param presence the axes that they name
    /// @param hostPorts host ports that they occupy
    @SuppressWarnings("ArrayRecordComponent") // compiled: never compared, never leaves the module
    public record DaemonGroup(long[] rows, long[] overhead, long presence, List<HostPort> hostPorts) {}
}
