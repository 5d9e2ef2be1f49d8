package sh.karpenter.controllers.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.MachineBuilder.machine;

import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.testing.Given;

/// What of a pool's limits is used when a claim is created.
class PoolUsageTest {
    private static final InstanceType SMALL = Given.type("small", "2", "8Gi");

    @Test
    void machinesOfThePoolCountWithTheirNumberAndLeavingOnesDoNot() {
        Resources usage = PoolUsage.of(
                "default",
                List.of(
                        machine("n1", SMALL).build(),
                        machine("n2", SMALL).withoutNode().build(),
                        machine("n3", SMALL).leaving().build(),
                        machine("n4", SMALL).pool("other").build()));

        assertThat(usage.get("cpu")).isEqualTo(4 * Resources.CORE);
        assertThat(usage.get("nodes")).isEqualTo(2);
    }

    @Test
    void usingExactlyTheLimitIsAllowedAndMoreIsNot() {
        Resources limits = Resources.none().with("cpu", 4).with("memory", 8);

        assertThat(PoolUsage.exceeded(Resources.none().with("cpu", 4).with("gpu", 9), limits))
                .isNull();
        assertThat(PoolUsage.exceeded(Resources.none().with("cpu", 5), limits)).isEqualTo("cpu");
        assertThat(PoolUsage.exceeded(Resources.none().with("memory", 9), limits))
                .isEqualTo("memory");
    }
}
