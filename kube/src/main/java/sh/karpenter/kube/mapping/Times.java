package sh.karpenter.kube.mapping;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Points in time as Kubernetes writes them: RFC 3339, to the second.
public final class Times {
    private Times() {}

    /// The instant; null for null.
    static @Nullable Instant parse(String field, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notATime) {
            throw new MalformedField(field, text, "is no time such as 2026-01-31T10:15:30Z");
        }
    }

    /// The text of an instant, to the second.
    public static String format(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
