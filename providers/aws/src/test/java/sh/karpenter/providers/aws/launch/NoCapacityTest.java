package sh.karpenter.providers.aws.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.providers.aws.testbed.ClaimBuilder.claim;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.local.aws.ec2.capacity.CapacityLimit;
import sh.karpenter.providers.aws.testbed.ProviderBed;

/// EC2 has nothing to sell: the next offering is tried, and where there is none nothing is left behind.
final class NoCapacityTest {
    private final ProviderBed bed = new ProviderBed();

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void aZoneThatIsSoldOutIsPassedOverForTheNext() {
        for (String zone : new String[] {"us-east-1a", "us-east-1b"}) {
            bed.aws().aws().ec2().pools().limit(CapacityLimit.of("m5.large", zone, "on-demand", 0));
        }
        assertThat(bed.launch(m5("web")).labels()).containsEntry(LabelKeys.ZONE, "us-east-1c");
        assertThat(bed.launch(m5("other")).labels()).containsEntry(LabelKeys.ZONE, "us-east-1c");
    }

    @Test
    void aTypeThatIsSoldOutIsPassedOverForTheNextCheapest() {
        bed.aws().aws().ec2().pools().limit(CapacityLimit.of("c5.large", "*", "on-demand", 0));
        NodeClaim either = claim("web")
                .in(LabelKeys.INSTANCE_TYPE, "c5.large", "m5.large")
                .in(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND)
                .build();
        assertThat(bed.launch(either).labels()).containsEntry(LabelKeys.INSTANCE_TYPE, "m5.large");
    }

    @Test
    void whereEverythingIsSoldOutNothingIsLeftBehind() {
        bed.aws().aws().ec2().pools().limit(CapacityLimit.of("m5.large", "*", "on-demand", 0));
        assertThat(bed.provider().launch(m5("web"))).isInstanceOf(LaunchOutcome.InsufficientCapacity.class);
        assertThat(bed.machines()).isEmpty();
        bed.aws().time().advance(Duration.ofMinutes(2));
        bed.memory().templates().sweep();
        assertThat(bed.aws().clients().ec2().describeLaunchTemplates().launchTemplates())
                .isEmpty();
        bed.aws().aws().ec2().pools().clear();
        bed.aws().time().advance(Duration.ofMinutes(2));
        bed.launch(m5("web"));
        assertThat(bed.machines()).hasSize(1);
    }

    private static NodeClaim m5(String name) {
        return claim(name)
                .in(LabelKeys.INSTANCE_TYPE, "m5.large")
                .in(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND)
                .build();
    }
}
