package sh.karpenter.kube.client.http;

/// What became of the attempt to reach an API server.
public sealed interface ConnectOutcome {

    /// It answered.
    ///
    /// @param api the server; close it in the end
    /// @param server its address
    /// @param version its version, for example `v1.36.1`
    record Connected(HttpKubernetesApi api, String server, String version) implements ConnectOutcome {}

    /// There is no usable configuration, or the server does not answer as one.
    ///
    /// @param message one line that names file or address and the way out
    record Failed(String message) implements ConnectOutcome {}
}
