package sh.karpenter.core.scheduling.compiled;

import java.util.List;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.workload.HostPort;

/// A pool that may open nodes.
///
/// @param template what its nodes would be
/// @param rows the instance types that meet the requirements
/// @param daemonGroups which daemons run on which of its instance types
/// @param limits limited amounts per axis, 0 where not limited
/// @param limited the axes that are limited
/// @param minValues whether its requirements ask for a minimum of distinct values
@SuppressWarnings("ArrayRecordComponent") // compiled: never compared, never leaves the module
public record CompiledPool(
        PoolTemplate template,
        long[] rows,
        List<DaemonGroup> daemonGroups,
        long[] limits,
        long limited,
        boolean minValues) {

    /// The readable pool.
    public NodePool pool() {
        return template.pool();
    }

    /// Its instance types.
    public InstanceTypeTable table() {
        return template.table();
    }

    /// What its machines are, see [PoolTemplate#requirements].
    public int requirements() {
        return template.requirements();
    }

    /// The taints of its nodes.
    public int taints() {
        return template.taints();
    }

    /// Instance types that run the same daemons.
    ///
    /// @param rows the instance types
    /// @param overhead what the daemons ask for together, per axis
    /// @param presence the axes that they name
    /// @param hostPorts host ports that they occupy
    @SuppressWarnings("ArrayRecordComponent") // compiled: never compared, never leaves the module
    public record DaemonGroup(long[] rows, long[] overhead, long presence, List<HostPort> hostPorts) {}
}
