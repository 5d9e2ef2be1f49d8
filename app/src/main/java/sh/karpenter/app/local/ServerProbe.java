package sh.karpenter.app.local;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.nio.file.Path;

/// Asks an API server whether it is ready.
final class ServerProbe {
    private static final int PATIENCE_MILLIS = 2000;

    private ServerProbe() {}

    /// The address with what the server says of itself: `http://127.0.0.1:6443 (ready)`.
    ///
    /// @param kubeconfig names the server, and how to trust it
    static String of(Path kubeconfig) {
        Config config = new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile()))
                .withConnectionTimeout(PATIENCE_MILLIS)
                .withRequestTimeout(PATIENCE_MILLIS)
                .withRequestRetryBackoffLimit(0)
                .build();
        String address = config.getMasterUrl().replaceFirst("/$", "");
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build()) {
            client.raw("/readyz");
            return address + " (ready)";
        } catch (KubernetesClientException failed) {
            return address
                    + (failed.getCode() == 0 ? " (does not answer)" : " (not ready, answers " + failed.getCode() + ")");
        }
    }
}
