package sh.karpenter.core.model.workload;

/// A port of the node that a container occupies. Source: Kubernetes API, `ContainerPort.hostPort`.
///
/// @param ip the address bound, `0.0.0.0` or `::` for all
/// @param port the port number
/// @param protocol `TCP`, `UDP` or `SCTP`
public record HostPort(String ip, int port, String protocol) {

    /// Whether both cannot be bound on one node.
    public boolean conflictsWith(HostPort other) {
        return port == other.port
                && protocol.equals(other.protocol)
                && (ip.equals(other.ip) || unspecified() || other.unspecified());
    }

    private boolean unspecified() {
        return ip.equals("0.0.0.0") || ip.equals("::");
    }
}
