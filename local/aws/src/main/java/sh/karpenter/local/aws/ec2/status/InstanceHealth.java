package sh.karpenter.local.aws.ec2.status;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known about an instance's health.
///
/// @param instanceImpairedSince null while the instance's own check passes
/// @param systemImpairedSince null while the check of the machine below passes
/// @param events codes of scheduled events, for example `instance-retirement`
public record InstanceHealth(
        @Nullable Instant instanceImpairedSince, @Nullable Instant systemImpairedSince, List<String> events) {
    /// Nothing is wrong.
    public static final InstanceHealth GOOD = new InstanceHealth(null, null, List.of());
}
