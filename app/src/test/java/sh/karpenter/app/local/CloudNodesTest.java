package sh.karpenter.app.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubernetes.cluster.node.Instances;
import sh.karpenter.local.kubernetes.server.EmbeddedApiServer;

final class CloudNodesTest {
    /// Machines with `gone` in their id are gone.
    private static final Instances CLOUD =
            providerId -> providerId.contains("gone") ? Instances.State.GONE : Instances.State.RUNNING;

    private final EmbeddedApiServer server;
    private final KubernetesClient client;

    CloudNodesTest() throws IOException {
        server = EmbeddedApiServer.builder().start();
        client = client();
    }

    @BeforeEach
    void nodes() {
        node("gone", "aws:///a/i-gone", false);
        node("gone-but-ready", "aws:///a/i-gone-too", true);
        node("silent", "aws:///a/i-1", false);
        node("nobodys", null, false);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void aNodeThatIsNotReadyGoesWithItsMachineAndNoOther() {
        try (CloudNodes nodes = CloudNodes.watch(client(), CLOUD)) {
            nodes.look();
            nodes.look();
        }
        assertThat(client.nodes().list().getItems())
                .extracting(node -> node.getMetadata().getName())
                .containsExactlyInAnyOrder("gone-but-ready", "silent", "nobodys");
        assertThat(client.v1().events().inNamespace("default").list().getItems())
                .extracting(Event::getMessage)
                .containsExactly("Deleting node gone because it does not exist in the cloud provider");
    }

    @Test
    void aServerThatDoesNotAnswerIsLeftForTheNextLook() {
        try (CloudNodes nodes = CloudNodes.watch(client(), CLOUD)) {
            server.close();
            assertThatCode(nodes::look).doesNotThrowAnyException();
        }
    }

    private KubernetesClient client() {
        Config config = Config.fromKubeconfig(server.kubeconfig().text());
        config.setRequestRetryBackoffLimit(0);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }

    private void node(String name, @Nullable String providerId, boolean ready) {
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withProviderID(providerId)
                        .endSpec()
                        .build())
                .create();
        client.nodes()
                .withName(name)
                .editStatus(node -> new NodeBuilder(node)
                        .editOrNewStatus()
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus(ready ? "True" : "Unknown")
                        .endCondition()
                        .endStatus()
                        .build());
    }
}
