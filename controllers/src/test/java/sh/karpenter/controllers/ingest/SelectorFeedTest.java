package sh.karpenter.controllers.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.model.workload.WorkloadSelector;
import sh.karpenter.kube.client.ResourceType;
import sh.karpenter.testing.testkit.kube.FakeClock;
import sh.karpenter.testing.testkit.kube.FakeStores;

class SelectorFeedTest {
    private final FakeStores stores = new FakeStores(new FakeClock());
    private final LiveCluster cluster = new LiveCluster(() -> true);

    @Test
    void tellsThePictureWhatSelectsPods() {
        SelectorFeed.follow(stores, cluster);

        stores.of(ResourceType.of(Service.class)).put(service("web"));
        stores.of(ResourceType.of(ReplicaSet.class)).put(replicaSet("web-1"));

        assertThat(cluster.snapshot().selectors())
                .extracting(WorkloadSelector::kind, WorkloadSelector::name)
                .containsExactly(
                        tuple(WorkloadSelector.Kind.REPLICA_SET, "web-1"), tuple(WorkloadSelector.Kind.SERVICE, "web"));
    }

    @Test
    void forgetsWhatIsGone() {
        SelectorFeed.follow(stores, cluster);
        var services = stores.of(ResourceType.of(Service.class));
        Service service = services.put(service("web"));

        services.delete(service, null);

        assertThat(cluster.snapshot().selectors()).isEmpty();
    }

    private static Service service(String name) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addToSelector("app", name)
                .endSpec()
                .build();
    }

    private static ReplicaSet replicaSet(String name) {
        return new ReplicaSetBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .addToMatchLabels("app", name)
                .endSelector()
                .endSpec()
                .build();
    }
}
