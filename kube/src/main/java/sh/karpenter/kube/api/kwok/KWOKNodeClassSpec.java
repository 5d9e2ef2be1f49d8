package sh.karpenter.kube.api.kwok;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.duration.GoDurationFormat;
import sh.karpenter.kube.api.wire.WireRecord;

/// How simulated nodes behave.
///
/// @param nodeRegistrationDelay how long a node takes to join after its launch; absent is at once
@WireRecord
public record KWOKNodeClassSpec(@GoDurationFormat @Nullable Duration nodeRegistrationDelay) {}
