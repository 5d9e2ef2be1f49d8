package sh.karpenter.app.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sh.karpenter.kube.client.http.ConnectOutcome;
import sh.karpenter.kube.client.http.ConnectionSettings;
import sh.karpenter.kube.client.http.HttpKubernetesApi;
import sh.karpenter.local.kubernetes.server.EmbeddedApiServer;

final class ClusterDnsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void itsAddressIsThatOfTheServiceIfThereIsOne() throws IOException {
        try (EmbeddedApiServer server = EmbeddedApiServer.builder().start();
                HttpKubernetesApi api = connect(server)) {
            assertThat(ClusterDns.address(api)).isNull();
            try (KubernetesClient client = new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(server.kubeconfig().text()))
                    .withHttpClientFactory(new JdkHttpClientFactory())
                    .build()) {
                client.resource(new ServiceBuilder()
                                .withNewMetadata()
                                .withName("kube-dns")
                                .withNamespace("kube-system")
                                .endMetadata()
                                .withNewSpec()
                                .withClusterIP("10.96.0.10")
                                .addNewPort()
                                .withPort(53)
                                .withProtocol("UDP")
                                .endPort()
                                .endSpec()
                                .build())
                        .create();
            }
            assertThat(ClusterDns.address(api)).isEqualTo("10.96.0.10");
        }
    }

    @Test
    void aServerThatDoesNotAnswerLeavesItOpen() throws IOException {
        HttpKubernetesApi api;
        try (EmbeddedApiServer server = EmbeddedApiServer.builder().start()) {
            api = connect(server);
        }
        try (api) {
            assertThat(ClusterDns.address(api)).isNull();
        }
    }

    private HttpKubernetesApi connect(EmbeddedApiServer server) throws IOException {
        Path kubeconfig = folder.resolve("kubeconfig");
        server.kubeconfig().write(kubeconfig);
        return ((ConnectOutcome.Connected)
                        HttpKubernetesApi.connect(new ConnectionSettings(kubeconfig, "karpenter/test", 100, 100)))
                .api();
    }
}
