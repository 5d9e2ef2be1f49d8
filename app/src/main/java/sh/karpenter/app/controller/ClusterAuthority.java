package sh.karpenter.app.controller;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The certificate authority by which this process knows the API server: nodes are told the same one.
final class ClusterAuthority {
    private ClusterAuthority() {}

    /// The authority as base64 of PEM, null when the server is trusted otherwise.
    ///
    /// @param kubeconfig the file in use, null for the one that the environment names or the pod's own
    static @Nullable String of(@Nullable Path kubeconfig) {
        try {
            Config config =
                    kubeconfig == null ? Config.autoConfigure(null) : Config.fromKubeconfig(kubeconfig.toFile());
            String data = config.getCaCertData();
            if (data != null && !data.isBlank()) {
                return data;
            }
            String file = config.getCaCertFile();
            return file == null || file.isBlank()
                    ? null
                    : Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(file)));
        } catch (IOException unreadable) {
            return null;
        }
    }
}
