package sh.karpenter.providers.aws;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import sh.karpenter.core.cloud.CloudProvider;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.providers.aws.testbed.ClaimBuilder;
import sh.karpenter.providers.aws.testbed.ProviderBed;
import sh.karpenter.testing.testkit.cloud.CloudProviderContract;

/// What the core relies on, with EC2 behind it. Claims are for on-demand machines: among spot offerings EC2 weighs
/// interruptions against prices, so the cheapest is not always taken.
final class AwsProviderContractTest extends CloudProviderContract {
    private final ProviderBed bed = new ProviderBed();
    private int claims;

    @AfterEach
    void close() {
        bed.close();
    }

    @Override
    protected CloudProvider provider() {
        return bed.provider();
    }

    @Override
    protected CloudProvider restartedProvider() {
        bed.restart();
        return bed.provider();
    }

    @Override
    protected NodeClassRef nodeClass() {
        return new NodeClassRef("karpenter.k8s.aws", "EC2NodeClass", "default");
    }

    @Override
    protected NodeClaim claim(Resources requests, List<String> instanceTypes) {
        return builder("claim-" + ++claims, requests, instanceTypes).build();
    }

    private static ClaimBuilder builder(String name, Resources requests, List<String> instanceTypes) {
        return ClaimBuilder.claim(name)
                .in(LabelKeys.INSTANCE_TYPE, instanceTypes.toArray(String[]::new))
                .in(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND)
                .requests(requests);
    }

    @Override
    protected NodeClaim launched(NodeClaim claim, Instance machine) {
        return ClaimBuilder.claim(claim.name()).launched(machine).build();
    }

    @Override
    protected void settle() {
        bed.aws().time().advance(Duration.ofMinutes(5));
    }
}
