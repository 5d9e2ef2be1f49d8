package sh.karpenter.local.kubernetes.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class Fabric8ClientTest {
    private EmbeddedApiServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedApiServer.builder().start();
        Config config = new ConfigBuilder()
                .withMasterUrl(server.address().toString())
                .withAutoConfigure(false)
                .withOnlyHttpWatches(true)
                .withTrustCerts(true)
                .build();
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    private KubernetesClient streaming() {
        Config config =
                new ConfigBuilder(client.getConfiguration()).withWatchList(true).build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void anInformerHearsOfEachChangeOnce() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        create("before", "1");
        try (SharedIndexInformer<ConfigMap> informer =
                client.configMaps().inNamespace("default").inform(recordInto(heard))) {
            assertThat(next(heard)).isEqualTo("added before 1");
            create("after", "1");
            assertThat(next(heard)).isEqualTo("added after 1");
            client.configMaps()
                    .inNamespace("default")
                    .withName("after")
                    .edit(map -> new ConfigMapBuilder(map).addToData("x", "2").build());
            assertThat(next(heard)).isEqualTo("updated after 2");
            client.configMaps().inNamespace("default").withName("before").delete();
            assertThat(next(heard)).isEqualTo("deleted before 1");
            assertThat(heard).isEmpty();
            assertThat(informer.hasSynced()).isTrue();
        }
    }

    @Test
    void aStreamedListBringsWhatIsThereAndThenWhatChanges() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        create("before", "1");
        try (KubernetesClient streaming = streaming();
                SharedIndexInformer<ConfigMap> informer =
                        streaming.configMaps().inNamespace("default").inform(recordInto(heard))) {
            assertThat(informer.isRunning()).isTrue();
            assertThat(next(heard)).isEqualTo("added before 1");
            create("after", "1");
            assertThat(next(heard)).isEqualTo("added after 1");
        }
    }

    @Test
    void serverSideApplyCreatesMergesAndTellsConflicts() {
        ConfigMap first = configMap("applied", "1");
        client.resource(first).fieldManager("one").serverSideApply();
        assertThatThrownBy(() -> client.resource(configMap("applied", "2"))
                        .fieldManager("two")
                        .serverSideApply())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("conflict with \"one\": .data.x");
        client.resource(configMap("applied", "2"))
                .fieldManager("two")
                .forceConflicts()
                .serverSideApply();
        assertThat(read("applied").getData()).containsEntry("x", "2");
    }

    @Test
    void patchesOfAllTypesArrive() {
        create("patched", "1");
        var resource = client.configMaps().inNamespace("default").withName("patched");
        resource.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"merge\":\"1\"}}");
        resource.patch(PatchContext.of(PatchType.JSON), "[{\"op\":\"add\",\"path\":\"/data/json\",\"value\":\"1\"}]");
        resource.patch(PatchContext.of(PatchType.STRATEGIC_MERGE), "{\"data\":{\"x\":null,\"strategic\":\"1\"}}");
        assertThat(read("patched").getData()).isEqualTo(Map.of("merge", "1", "json", "1", "strategic", "1"));
    }

    @Test
    void evictsABoundPodAndKeepsItUntilItsKubeletLetsItGo() {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("web")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-1")
                .addNewContainer()
                .withName("web")
                .withImage("pause")
                .endContainer()
                .endSpec()
                .build();
        client.resource(pod).create();
        var resource = client.pods().inNamespace("default").withName("web");
        assertThat(resource.evict()).isTrue();
        Pod evicted = resource.get();
        assertThat(evicted.getMetadata().getDeletionTimestamp()).isNotNull();
        assertThat(evicted.getStatus().getConditions())
                .anyMatch(condition -> condition.getType().equals("DisruptionTarget"));
        resource.withGracePeriod(0).delete();
        assertThat(resource.get()).isNull();
    }

    private void create(String name, String value) {
        client.resource(configMap(name, value)).create();
    }

    private ConfigMap read(String name) {
        return client.configMaps().inNamespace("default").withName(name).get();
    }

    private static ConfigMap configMap(String name, String value) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .addToData("x", value)
                .build();
    }

    private static String next(BlockingQueue<String> heard) throws InterruptedException {
        return String.valueOf(heard.poll(20, TimeUnit.SECONDS));
    }

    private static ResourceEventHandler<ConfigMap> recordInto(BlockingQueue<String> heard) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(ConfigMap map) {
                heard.add("added " + text(map));
            }

            @Override
            public void onUpdate(ConfigMap before, ConfigMap map) {
                heard.add("updated " + text(map));
            }

            @Override
            public void onDelete(ConfigMap map, boolean unknown) {
                heard.add("deleted " + text(map));
            }

            private String text(ConfigMap map) {
                return map.getMetadata().getName() + " " + map.getData().get("x");
            }
        };
    }
}
