package sh.karpenter.app.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import sh.karpenter.local.aws.boot.BootFailed;
import sh.karpenter.local.aws.boot.BootedNode;
import sh.karpenter.local.aws.boot.NodeTaint;
import sh.karpenter.local.kubelets.KubeletSettings;
import sh.karpenter.local.kubelets.SimulatedKubelets;
import sh.karpenter.local.kubernetes.server.EmbeddedApiServer;

final class JoiningNodesTest {
    private static final String NAME = "ip-10-0-32-4.us-west-2.compute.internal";

    private final EmbeddedApiServer server;
    private final SimulatedKubelets kubelets;
    private final KubernetesClient client;
    private final JoiningNodes joining;

    JoiningNodesTest() throws IOException {
        server = EmbeddedApiServer.builder().start();
        kubelets = SimulatedKubelets.start(config(), Clock.systemUTC(), KubeletSettings.instant("v1.34.1"), null);
        client = new KubernetesClientBuilder()
                .withConfig(config())
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
        joining = new JoiningNodes(kubelets);
    }

    @AfterEach
    void close() {
        client.close();
        kubelets.close();
        server.close();
    }

    @Test
    void aBootedInstanceBecomesTheNodeThatItsUserDataDescribes() {
        joining.joined(booted());
        await().atMost(Duration.ofMinutes(1)).until(() -> node() != null);
        Node node = client.nodes().withName(NAME).get();
        assertThat(node.getSpec().getProviderID()).isEqualTo("aws:///us-west-2a/i-1");
        assertThat(node.getMetadata().getLabels()).containsEntry("team", "blue");
        assertThat(node.getSpec().getTaints())
                .anyMatch(taint -> taint.getKey().equals("karpenter.sh/unregistered")
                        && taint.getEffect().equals("NoExecute"));
        assertThat(node.getStatus().getAllocatable()).containsEntry("cpu", new Quantity("1930m"));
        assertThat(node.getStatus().getNodeInfo().getOsImage()).isEqualTo("Amazon Linux 2023");
    }

    @Test
    void aRebootedInstanceComesBackAndOneThatIsGoneDoesNot() {
        joining.joined(booted());
        await().atMost(Duration.ofMinutes(1)).until(() -> node() != null);
        client.nodes().withName(NAME).delete();
        joining.rebooted("i-1");
        await().atMost(Duration.ofMinutes(1)).until(() -> node() != null);

        joining.gone("i-1");
        client.nodes().withName(NAME).delete();
        joining.rebooted("i-1");
        joining.rebooted("i-nobody-knows");
        joining.joined(other());
        await().atMost(Duration.ofMinutes(1))
                .until(() -> client.nodes().withName("other").get() != null);
        assertThat(node()).isNull();
    }

    @Test
    void anInstanceThatRunsAndDoesNotJoinIsToldWithItsReason() {
        var logger = (Logger) LoggerFactory.getLogger("local");
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        logger.addAppender(lines);
        Level before = logger.getLevel();
        logger.setLevel(Level.WARN);
        try {
            joining.failed(new BootFailed("i-1", "the user data names no cluster"));
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(before);
        }
        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getFormattedMessage())
                    .isEqualTo("an instance runs and does not join the cluster: the user data names no cluster");
            assertThat(line.getKeyValuePairs()).extracting(Object::toString).containsExactly("instance=\"i-1\"");
        });
    }

    private @Nullable Node node() {
        return client.nodes().withName(NAME).get();
    }

    private static BootedNode booted() {
        return booted("i-1", NAME);
    }

    private static BootedNode other() {
        return booted("i-2", "other");
    }

    private static BootedNode booted(String instance, String name) {
        return new BootedNode(
                instance,
                name,
                "aws:///us-west-2a/" + instance,
                "10.0.32.4",
                new TreeMap<>(Map.of("team", "blue")),
                List.of(new NodeTaint("karpenter.sh/unregistered", "", "NoExecute")),
                new TreeMap<>(Map.of("cpu", "2", "memory", "8Gi", "pods", "29")),
                new TreeMap<>(Map.of("cpu", "1930m", "memory", "7Gi", "pods", "29")),
                39,
                new BootedNode.NodeSystem("amd64", "linux", "Amazon Linux 2023", "v1.34.1-eks-local"));
    }

    private Config config() {
        return Config.fromKubeconfig(server.kubeconfig().text());
    }
}
