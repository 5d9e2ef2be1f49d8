package sh.karpenter.providers.aws.testbed;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.Taint;

/// Describes claims for tests: pool `default`, node class `default`, one CPU and one GiB unless said otherwise.
public final class ClaimBuilder {
    private final String name;
    private final List<LabelExpression> requirements = new ArrayList<>();
    private final List<Taint> taints = new ArrayList<>();
    private final TreeMap<String, String> labels = new TreeMap<>();
    private final TreeMap<String, String> annotations = new TreeMap<>();
    private Resources requests = Resources.none()
            .with(ResourceNames.CPU, Resources.CORE)
            .with(ResourceNames.MEMORY, 1L << 30)
            .with(ResourceNames.PODS, 1);

    private String providerId = "";
    private String imageId = "";

    private ClaimBuilder(String name) {
        this.name = name;
        labels.put(LabelKeys.NODE_POOL, "default");
    }

    public static ClaimBuilder claim(String name) {
        return new ClaimBuilder(name);
    }

    public ClaimBuilder in(String key, String... values) {
        requirements.add(LabelExpression.of(key, Operator.IN, values));
        return this;
    }

    public ClaimBuilder atLeast(String key, int minValues, String... values) {
        requirements.add(new LabelExpression(key, Operator.IN.text(), List.of(values), minValues));
        return this;
    }

    public ClaimBuilder request(String resource, String quantity) {
        requests = requests.with(resource, Quantity.parse(resource, quantity));
        return this;
    }

    public ClaimBuilder requests(Resources all) {
        requests = all;
        return this;
    }

    public ClaimBuilder taint(Taint taint) {
        taints.add(taint);
        return this;
    }

    public ClaimBuilder label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    /// As it stands after its launch.
    public ClaimBuilder launched(Instance instance) {
        providerId = instance.providerId();
        imageId = instance.imageId();
        labels.putAll(instance.labels());
        annotations.putAll(instance.annotations());
        return this;
    }

    public NodeClaim build() {
        return new NodeClaim(
                name,
                name + "-uid",
                Instant.EPOCH,
                null,
                labels,
                annotations,
                new NodeClaim.Spec(
                        requirements,
                        requests,
                        taints,
                        List.of(),
                        new NodeClassRef("karpenter.k8s.aws", "EC2NodeClass", "default"),
                        null,
                        null),
                new NodeClaim.Status(
                        providerId, "", imageId, Resources.none(), Resources.none(), new TreeMap<>(), null));
    }
}
