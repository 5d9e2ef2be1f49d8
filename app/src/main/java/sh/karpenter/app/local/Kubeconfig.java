package sh.karpenter.app.local;

import java.net.URI;

/// The file that points kubectl to a local cluster.
final class Kubeconfig {
    private Kubeconfig() {}

    /// A kubeconfig for a server that asks for no credentials.
    static String of(String cluster, URI server) {
        return """
            apiVersion: v1
            kind: Config
            clusters:
            - name: %1$s
              cluster:
                server: %2$s
            users:
            - name: admin
              user: {}
            contexts:
            - name: %1$s
              context:
                cluster: %1$s
                user: admin
                namespace: default
            current-context: %1$s
            """.formatted(cluster, server);
    }
}
