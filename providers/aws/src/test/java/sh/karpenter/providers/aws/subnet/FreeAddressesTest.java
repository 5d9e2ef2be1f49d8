package sh.karpenter.providers.aws.subnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sh.karpenter.kube.api.aws.ResolvedSubnet;
import sh.karpenter.local.aws.time.ManualTime;

final class FreeAddressesTest {
    private static final List<ResolvedSubnet> SUBNETS =
            List.of(new ResolvedSubnet("subnet-1", "a", null), new ResolvedSubnet("subnet-2", "a", null));

    private final ManualTime time = new ManualTime(Instant.EPOCH);
    private final FreeAddresses addresses = new FreeAddresses(Duration.ofMinutes(5), time);

    @Test
    void launchesUnderWayCountAgainstASubnet() {
        told(100, 90);
        assertThat(choose(29)).isEqualTo("subnet-1");
        assertThat(choose(29)).isEqualTo("subnet-2");
        assertThat(choose(29)).isEqualTo("subnet-1");
    }

    @Test
    void subnetsThatGotNoMachineGetTheirAddressesBack() {
        told(100, 90);
        FreeAddresses.Reservation reservation = addresses.reserve(SUBNETS, _ -> 29);
        addresses.release(reservation, Set.of());
        assertThat(choose(29)).isEqualTo("subnet-1");
    }

    @Test
    void aSubnetThatEc2CallsFullIsAvoided() {
        told(100, 90);
        addresses.exhausted("subnet-1");
        assertThat(choose(29)).isEqualTo("subnet-2");
    }

    @Test
    void ofEqualSubnetsTheFirstIsChosen() {
        told(90, 90);
        assertThat(choose(0)).isEqualTo("subnet-1");
    }

    private void told(int first, int second) {
        addresses.told(new Subnet("subnet-1", "a", "", first));
        addresses.told(new Subnet("subnet-2", "a", "", second));
    }

    private String choose(long need) {
        return addresses
                .reserve(SUBNETS, _ -> need)
                .byZone()
                .firstEntry()
                .getValue()
                .subnet();
    }
}
