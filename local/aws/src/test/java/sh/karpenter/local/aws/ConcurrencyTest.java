package sh.karpenter.local.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.aws.ec2.capacity.CapacityLimit;
import software.amazon.awssdk.services.ec2.model.DefaultTargetCapacityType;

/// Many clients at once.
final class ConcurrencyTest {
    @Test
    void sellsNoMoreThanThereIsAndNoAddressTwice() throws InterruptedException, ExecutionException {
        try (var fixture = new Fixture();
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            fixture.createTemplate("template", fixture.data().build());
            fixture.aws.ec2().pools().limit(CapacityLimit.of("m5.large", "us-west-2a", "spot", 30));
            var request = fixture.fleet("template", 2, DefaultTargetCapacityType.SPOT, "m5.large")
                    .build();

            Callable<Integer> launch = () -> fixture.ec2.createFleet(request).instances().stream()
                    .mapToInt(one -> one.instanceIds().size())
                    .sum();
            int launched = 0;
            for (var done : clients.invokeAll(
                    IntStream.range(0, 20).mapToObj(i -> launch).toList())) {
                launched += done.get();
            }

            assertThat(launched).isEqualTo(30);
            var addresses = new HashSet<String>();
            fixture.aws.ec2().instances().existing().forEach(instance -> addresses.add(instance.address()));
            assertThat(addresses).hasSize(30);
        }
    }
}
