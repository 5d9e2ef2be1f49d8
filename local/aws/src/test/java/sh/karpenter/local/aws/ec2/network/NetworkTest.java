package sh.karpenter.local.aws.ec2.network;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.catalog.Catalog;
import sh.karpenter.local.aws.ec2.tag.Tags;

final class NetworkTest {
    private static Network network(String region, int zones) {
        return new Network(new Account("000000000000", region, "demo"), new Catalog(region, zones).zones(), new Tags());
    }

    @Test
    void laysOutSubnetsThatDoNotOverlapEvenInTheLargestRegion() {
        var subnets = new ArrayList<>(network("us-east-1", 6).subnets());
        subnets.sort((a, b) -> Integer.compareUnsigned(first(a), first(b)));

        assertThat(subnets).hasSize(12);
        for (int i = 1; i < subnets.size(); i++) {
            assertThat(last(subnets.get(i - 1))).isLessThan(first(subnets.get(i)));
        }
        assertThat(subnets).allSatisfy(subnet -> assertThat(subnet.cidr()).startsWith("10.0."));
    }

    @Test
    void doesNotGiveOutAtOnceWhatWasGivenBack() {
        var subnet = requireNonNull(network("us-west-2", 1).privateSubnet("us-west-2a"));
        var first = requireNonNull(subnet.take());
        subnet.giveBack(first);
        assertThat(subnet.take()).isNotNull().isNotEqualTo(first);

        subnet.leaveAvailable(1);
        assertThat(subnet.take()).isNotNull().isNotEqualTo(first);
        assertThat(subnet.take()).isNull();
    }

    @Test
    void comesBackToTheFirstAddressAfterTheLast() {
        var subnet = requireNonNull(network("us-west-2", 1).privateSubnet("us-west-2a"));
        var first = requireNonNull(subnet.take());
        var last = first;
        for (String next = subnet.take(); next != null; next = subnet.take()) {
            last = next;
        }
        assertThat(Subnet.number(last)).isEqualTo(last(subnet) - 1);
        subnet.giveBack(first);

        assertThat(subnet.take()).isEqualTo(first);
        assertThat(subnet.available()).isZero();
    }

    private static int first(Subnet subnet) {
        return Subnet.number(subnet.cidr().substring(0, subnet.cidr().indexOf('/')));
    }

    private static int last(Subnet subnet) {
        int length = Integer.parseInt(subnet.cidr().substring(subnet.cidr().indexOf('/') + 1));
        return first(subnet) + (1 << (32 - length)) - 1;
    }
}
