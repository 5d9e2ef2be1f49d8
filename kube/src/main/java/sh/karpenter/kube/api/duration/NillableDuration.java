package sh.karpenter.kube.api.duration;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.duration.GoDuration;

/// A duration that may be `Never`. It keeps the text it was read from and writes the same text again: what a
/// user wrote as `30m` is never turned into `30m0s`, so that applying the same manifest again changes nothing.
///
/// @param text for example `720h`, `1h30m` or `Never`
public record NillableDuration(@JsonValue String text) {
    private static final String NEVER_TEXT = "Never";

    /// No end: written as `Never`.
    public static final NillableDuration NEVER = new NillableDuration(NEVER_TEXT);

    /// @throws IllegalArgumentException when the text is neither a Go duration nor `Never`
    @JsonCreator
    public NillableDuration {
        if (!text.equals(NEVER_TEXT)) {
            GoDuration.parseWithinLimit(text);
        }
    }

    /// The duration in Go's own rendering, or `Never` for null.
    public static NillableDuration of(@Nullable Duration duration) {
        return duration == null ? NEVER : new NillableDuration(GoDuration.format(duration));
    }

    /// The length, or null for `Never`.
    public @Nullable Duration duration() {
        return text.equals(NEVER_TEXT) ? null : GoDuration.parseWithinLimit(text);
    }
}
