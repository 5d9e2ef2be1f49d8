package sh.karpenter.kube.api;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;
import sh.karpenter.kube.api.wire.WireTime;

/// A taint as it is in a Node and in our own kinds.
///
/// @param key a qualified name
/// @param value may be absent
/// @param effect `NoSchedule`, `PreferNoSchedule` or `NoExecute`
/// @param timeAdded when it was added, in whole seconds
@WireRecord
public record Taint(
        String key,
        @Nullable String value,
        String effect,
        @WireTime @Nullable Instant timeAdded) {

    public Taint {
        timeAdded = timeAdded == null ? null : timeAdded.truncatedTo(ChronoUnit.SECONDS);
    }

    /// A taint without a time.
    public static Taint of(String key, @Nullable String value, String effect) {
        return new Taint(key, value, effect, null);
    }
}
