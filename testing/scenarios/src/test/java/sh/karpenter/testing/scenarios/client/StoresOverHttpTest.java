package sh.karpenter.testing.scenarios.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.kube.client.KubernetesApi;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.ResourceType;
import sh.karpenter.kube.client.http.ConnectOutcome;
import sh.karpenter.kube.client.http.ConnectionSettings;
import sh.karpenter.kube.client.http.HttpKubernetesApi;
import sh.karpenter.kube.client.lease.LeaderElector;
import sh.karpenter.kube.client.lease.LeaseTimings;
import sh.karpenter.kube.client.store.DeleteOutcome;
import sh.karpenter.kube.client.store.EvictionOutcome;
import sh.karpenter.kube.client.store.WatchedStores;
import sh.karpenter.kube.client.store.WriteOutcome;
import sh.karpenter.local.kubernetes.server.EmbeddedApiServer;

class StoresOverHttpTest {
    @TempDir
    private Path folder;

    private EmbeddedApiServer server;
    private HttpKubernetesApi api;
    private WatchedStores stores;

    @BeforeEach
    void connect() throws IOException {
        server = EmbeddedApiServer.builder().start();
        Path kubeconfig = folder.resolve("kubeconfig");
        Files.writeString(kubeconfig, """
            apiVersion: v1
            kind: Config
            current-context: test
            clusters: [{name: test, cluster: {server: "%s"}}]
            contexts: [{name: test, context: {cluster: test, user: test}}]
            users: [{name: test, user: {}}]
            """.formatted(server.address()));
        var settings = new ConnectionSettings(kubeconfig, "karpenter/test", 200, 300);
        api = ((ConnectOutcome.Connected) HttpKubernetesApi.connect(settings)).api();
        stores = new WatchedStores(api, List.of());
    }

    @AfterEach
    void disconnect() {
        stores.close();
        api.close();
        server.close();
    }

    @Test
    void readsWhatIsThereAndFollowsChanges() {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> stores.of(ResourceType.of(Namespace.class)).synced());
        assertThat(stores.namespaces().find(ObjectKey.of("kube-system"))).isNotNull();

        createPod("web", "");
        await().atMost(Duration.ofMinutes(1)).until(() -> stores.pods().find(new ObjectKey("default", "web")) != null);
        Pod pod = stores.pods().list().getFirst();
        assertThat(pod.shape().requests().get("cpu")).isEqualTo(250_000_000L);
        assertThat(pod.shape().requests().get("pods")).isOne();
    }

    @Test
    void seesItsOwnWritesAtOnceAndRefusesToOverwriteAnothers() {
        Node created = written(stores.nodes().create(node("n1")));
        assertThat(stores.nodes().find("n1")).isNotNull();

        Node labelled = written(stores.nodes().patch(created, copy -> {
            copy.getMetadata().getLabels().put("team", "blue");
            return copy;
        }));
        assertThat(labelled.getMetadata().getLabels())
                .containsEntry("team", "blue")
                .containsEntry("zone", "a");
        assertThat(Objects.requireNonNull(stores.nodes().find("n1"))
                        .getMetadata()
                        .getLabels())
                .containsEntry("team", "blue");

        WriteOutcome<Node> late = stores.nodes().patch(created, copy -> {
            copy.getMetadata().getLabels().put("team", "red");
            return copy;
        });
        assertThat(late).isInstanceOf(WriteOutcome.Conflict.class);
        assertThat(stores.nodes().byProviderId("test://n1")).hasSize(1);
        assertThat(stores.nodes().patch(labelled, copy -> copy)).isInstanceOf(WriteOutcome.Unchanged.class);
    }

    @Test
    void removesFieldsAndWritesStatusThroughItsSubresource() {
        Node created = written(stores.nodes().create(node("n1")));
        Node changed = written(stores.nodes().patch(created, copy -> {
            copy.getMetadata().getLabels().remove("zone");
            return copy;
        }));
        assertThat(changed.getMetadata().getLabels()).doesNotContainKey("zone");
        Node reported = written(stores.nodes().patchStatus(changed, copy -> {
            copy.getStatus().getCapacity().put("cpu", new Quantity("8"));
            return copy;
        }));
        assertThat(reported.getStatus().getCapacity()).containsEntry("cpu", new Quantity("8"));
    }

    @Test
    void deletesOnlyTheVeryObject() {
        Node created = written(stores.nodes().create(node("n1")));
        Node other = new NodeBuilder(created)
                .editMetadata()
                .withUid("another")
                .endMetadata()
                .build();
        assertThat(stores.nodes().delete(other)).isInstanceOf(DeleteOutcome.Refused.class);
        assertThat(stores.nodes().delete(created)).isInstanceOf(DeleteOutcome.Deleting.class);
        await().atMost(Duration.ofMinutes(1)).until(() -> stores.nodes().find("n1") == null);
        assertThat(stores.nodes().delete(created)).isInstanceOf(DeleteOutcome.Gone.class);
    }

    @Test
    void evictsAPodUnlessItIsGone() {
        createPod("web", "n1");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> stores.pods().onNode("n1").size() == 1);
        Pod pod = stores.pods().onNode("n1").getFirst();
        assertThat(stores.pods().evict(pod)).isInstanceOf(EvictionOutcome.Evicted.class);
        assertThat(stores.pods().delete(pod, 0L)).isInstanceOf(DeleteOutcome.class);
        await().atMost(Duration.ofMinutes(1)).until(() -> stores.pods().list().isEmpty());
        assertThat(stores.pods().evict(pod)).isInstanceOf(EvictionOutcome.Gone.class);
    }

    @Test
    @SuppressWarnings("try") // the first gives the lease back early
    void oneOfTwoProcessesLeads() {
        var turns = new CopyOnWriteArrayList<String>();
        var key = new ObjectKey("kube-system", "karpenter-leader-election");
        var clock = Clock.systemUTC();
        try (var b = new LeaderElector(api, key, "b", LeaseTimings.standard(), clock, noting("b", turns))) {
            try (var a = new LeaderElector(api, key, "a", LeaseTimings.standard(), clock, noting("a", turns))) {
                a.start();
                await().atMost(Duration.ofMinutes(1)).until(a::leading);
                b.start();
            }
            await().atMost(Duration.ofMinutes(1)).until(b::leading);
        }
        assertThat(turns).containsExactly("a", "b");
    }

    private static LeaderElector.Listener noting(String name, List<String> turns) {
        return new LeaderElector.Listener() {
            @Override
            public void elected() {
                turns.add(name);
            }

            @Override
            public void lost() {}
        };
    }

    @Test
    void saysInOneLineThatNobodyAnswers() throws IOException {
        Path kubeconfig = folder.resolve("nobody");
        Files.writeString(kubeconfig, """
            apiVersion: v1
            kind: Config
            current-context: test
            clusters: [{name: test, cluster: {server: "http://127.0.0.1:9"}}]
            contexts: [{name: test, context: {cluster: test, user: test}}]
            users: [{name: test, user: {}}]
            """);
        ConnectOutcome outcome =
                HttpKubernetesApi.connect(new ConnectionSettings(kubeconfig, "karpenter/test", 200, 300));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ConnectOutcome.Failed.class,
                        failed -> assertThat(failed.message())
                                .contains("127.0.0.1:9")
                                .contains(kubeconfig.toString())
                                .doesNotContain("\n"));
    }

    @Test
    void saysInOneLineThatTheKubeconfigIsMissing() {
        ConnectOutcome outcome = HttpKubernetesApi.connect(
                new ConnectionSettings(folder.resolve("missing"), "karpenter/test", 200, 300));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ConnectOutcome.Failed.class,
                        failed -> assertThat(failed.message())
                                .contains(folder.resolve("missing").toString())
                                .contains("cannot be read"));
    }

    private void createPod(String name, String nodeName) {
        KubernetesApi kubernetes = api;
        kubernetes
                .resource(ResourceType.of(io.fabric8.kubernetes.api.model.Pod.class))
                .create(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName(nodeName.isEmpty() ? null : nodeName)
                        .addNewContainer()
                        .withName("main")
                        .withImage("nginx")
                        .withNewResources()
                        .addToRequests("cpu", new Quantity("250m"))
                        .endResources()
                        .endContainer()
                        .endSpec()
                        .build());
    }

    private static Node node(String name) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("zone", "a")
                .endMetadata()
                .withNewSpec()
                .withProviderID("test://" + name)
                .endSpec()
                .withNewStatus()
                .addToCapacity("cpu", new Quantity("4"))
                .endStatus()
                .build();
    }

    private static <T> T written(WriteOutcome<T> outcome) {
        assertThat(outcome).isInstanceOf(WriteOutcome.Written.class);
        return Objects.requireNonNull(outcome.current());
    }
}
