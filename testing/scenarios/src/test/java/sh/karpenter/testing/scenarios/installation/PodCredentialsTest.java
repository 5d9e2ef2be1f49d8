package sh.karpenter.testing.scenarios.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.ResourceType;
import sh.karpenter.kube.client.http.ConnectOutcome;
import sh.karpenter.kube.client.http.ConnectionSettings;
import sh.karpenter.kube.client.http.HttpKubernetesApi;
import sh.karpenter.local.kubernetes.server.EmbeddedApiServer;
import sh.karpenter.testing.testkit.kube.FakeClock;

/// A pod's token lives for an hour; the kubelet replaces the file in time.
final class PodCredentialsTest {
    private final FakeClock clock = new FakeClock();
    private final EmbeddedApiServer server;
    private final Path token;
    private final Map<String, String> properties;

    PodCredentialsTest(@TempDir Path files) throws IOException {
        server = EmbeddedApiServer.builder().https().clock(clock).start();
        token = files.resolve("token");
        Path authority =
                Files.writeString(files.resolve("ca.crt"), server.kubeconfig().authorityPem());
        properties = Map.of(
                "KUBERNETES_SERVICE_HOST", server.address().getHost(),
                "KUBERNETES_SERVICE_PORT", Integer.toString(server.address().getPort()),
                "kubernetes.auth.serviceAccount.token", token.toString(),
                "kubernetes.certs.ca.file", authority.toString(),
                "kubeconfig", files.resolve("none").toString());
    }

    @BeforeEach
    void beAPod() {
        assumeTrue(System.getenv("KUBECONFIG") == null, "skipped: KUBECONFIG names a cluster");
        properties.forEach(System::setProperty);
    }

    @AfterEach
    void beNone() {
        properties.keySet().forEach(System::clearProperty);
        server.close();
    }

    @Test
    void theControllerLivesLongerThanItsToken() throws IOException {
        renew();
        var connected = (ConnectOutcome.Connected)
                HttpKubernetesApi.connect(new ConnectionSettings(null, "karpenter/test", 100, 100));
        try (HttpKubernetesApi api = connected.api()) {
            assertThat(namespace(api)).isNotNull();
            clock.advance(Duration.ofHours(2));
            renew();
            assertThat(namespace(api)).isNotNull();
        }
    }

    private static @Nullable Namespace namespace(HttpKubernetesApi api) {
        return api.resource(ResourceType.of(Namespace.class)).get(ObjectKey.of("default"));
    }

    private static void mayReadNamespaces(KubernetesClient client) {
        var role = new ClusterRoleBuilder()
                .withNewMetadata()
                .withName("reader")
                .endMetadata()
                .addNewRule()
                .withApiGroups("")
                .withResources("namespaces")
                .withVerbs("get")
                .endRule()
                .build();
        var binding = new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName("reader")
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "reader")
                .addNewSubject(null, "ServiceAccount", "karpenter", "kube-system")
                .build();
        client.resource(role).create();
        client.resource(binding).create();
    }

    private void renew() throws IOException {
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig().text()))
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build()) {
            var account = new ServiceAccountBuilder()
                    .withNewMetadata()
                    .withName("karpenter")
                    .withNamespace("kube-system")
                    .endMetadata()
                    .build();
            if (client.resource(account).get() == null) {
                client.resource(account).create();
                mayReadNamespaces(client);
            }
            Files.writeString(
                    token,
                    client.serviceAccounts()
                            .inNamespace("kube-system")
                            .withName("karpenter")
                            .tokenRequest(new TokenRequestBuilder()
                                    .withNewSpec()
                                    .endSpec()
                                    .build())
                            .getStatus()
                            .getToken());
        }
    }
}
