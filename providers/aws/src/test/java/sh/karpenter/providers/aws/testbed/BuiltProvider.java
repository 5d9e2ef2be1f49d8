package sh.karpenter.providers.aws.testbed;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.aws.EC2NodeClass;
import sh.karpenter.kube.api.aws.EC2NodeClassSpec;
import sh.karpenter.kube.api.aws.EC2NodeClassStatus;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.client.ResourceType;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.provider.ClusterFacts;
import sh.karpenter.kube.provider.MeterSink;
import sh.karpenter.kube.provider.ProvidedCloud;
import sh.karpenter.kube.provider.ProviderContext;
import sh.karpenter.providers.aws.AwsProviderFactory;
import sh.karpenter.testing.testkit.kube.FakeStore;
import sh.karpenter.testing.testkit.kube.FakeStores;

/// The provider with its controllers as the factory builds it over a local AWS, with stores in memory.
public final class BuiltProvider implements AutoCloseable {
    private static final int MOST_STEPS = 60;

    private final AwsTestBed bed;
    private final List<String> events = new ArrayList<>();
    private final FakeStores stores;
    private final FakeStore<EC2NodeClass> store;
    private final ProvidedCloud cloud;

    public BuiltProvider() {
        this(new AwsTestBed(), "10.100.0.10", Map.of());
    }

    /// @param dnsAddress address of the Service kube-dns, null when there is none
    /// @param more settings by environment variable
    public BuiltProvider(AwsTestBed bed, @Nullable String dnsAddress, Map<String, String> more) {
        this.bed = bed;
        stores = new FakeStores(bed.time());
        store = stores.of(ResourceType.of(EC2NodeClass.class));
        var settings = new TreeMap<>(Map.of(
                "CLUSTER_NAME",
                AwsTestBed.CLUSTER,
                "AWS_REGION",
                AwsTestBed.REGION,
                "AWS_ENDPOINT_URL",
                bed.aws().endpoint().toString(),
                "AWS_ACCESS_KEY_ID",
                "local",
                "AWS_SECRET_ACCESS_KEY",
                "local",
                "CLUSTER_ENDPOINT",
                "https://cluster.test"));
        settings.putAll(more);
        cloud = new AwsProviderFactory()
                .create(new ProviderContext(
                        settings,
                        bed.time(),
                        stores,
                        (about, severity, reason, message) -> events.add(reason + " " + message),
                        MeterSink.none(),
                        new ClusterFacts("1.35", null, "dGVzdA==", dnsAddress)));
    }

    public AwsTestBed bed() {
        return bed;
    }

    public ProvidedCloud cloud() {
        return cloud;
    }

    public FakeStores stores() {
        return stores;
    }

    public FakeStore<EC2NodeClass> store() {
        return store;
    }

    /// Reason and message of everything published.
    public List<String> events() {
        return events;
    }

    /// Stores the class `default`.
    public void apply(EC2NodeClassSpec spec) {
        apply(spec, Map.of());
    }

    /// Stores the class `default` with annotations.
    public void apply(EC2NodeClassSpec spec, Map<String, String> annotations) {
        var object = new EC2NodeClass();
        object.setMetadata(new ObjectMetaBuilder()
                .withName("default")
                .withAnnotations(annotations)
                .build());
        object.setSpec(spec);
        store.put(object);
    }

    /// Lets every controller do what it can do now.
    public void settle() {
        boolean worked = true;
        for (int round = 0; worked && round < MOST_STEPS; round++) {
            worked = false;
            for (Controller<?> controller : cloud.controllers()) {
                worked |= controller.step();
            }
        }
    }

    public EC2NodeClass object() {
        return store.get("default");
    }

    public EC2NodeClassStatus status() {
        return object().statusOrEmpty();
    }

    /// A condition of the class `default`; Unknown while there are none.
    public Condition condition(String type) {
        List<Condition> conditions = status().conditions();
        return conditions == null
                ? new Condition(
                        type, ConditionStatus.UNKNOWN, "", "", bed.time().instant(), null)
                : conditions.stream()
                        .filter(condition -> condition.type().equals(type))
                        .findFirst()
                        .orElseThrow();
    }

    @Override
    public void close() {
        bed.close();
    }
}
