package sh.karpenter.local.kubelets.log;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request for the log of a container: `/containerLogs/<namespace>/<pod>/<container>` with the options of
/// `kubectl logs`.
///
/// @param tail the number of last lines wanted, null for all
/// @param since lines before this are left out
/// @param limit the most bytes wanted, null for all
record LogRequest(
        String namespace,
        String pod,
        String container,
        boolean follow,
        boolean timestamps,
        @Nullable Integer tail,
        Instant since,
        @Nullable Long limit) {

    /// Null when the path is another.
    ///
    /// @throws IllegalArgumentException for an option that cannot be understood
    static @Nullable LogRequest of(URI uri, Instant now) {
        List<String> parts = Arrays.asList(uri.getPath().split("/", -1));
        if (parts.size() != 5 || !parts.get(1).equals("containerLogs")) {
            return null;
        }
        Map<String, String> options = options(uri.getRawQuery());
        return new LogRequest(
                parts.get(2),
                parts.get(3),
                parts.get(4),
                options.getOrDefault("follow", "").equals("true"),
                options.getOrDefault("timestamps", "").equals("true"),
                options.containsKey("tailLines") ? Integer.valueOf(options.get("tailLines")) : null,
                since(options, now),
                options.containsKey("limitBytes") ? Long.valueOf(options.get("limitBytes")) : null);
    }

    private static Instant since(Map<String, String> options, Instant now) {
        String seconds = options.getOrDefault("sinceSeconds", "");
        if (!seconds.isEmpty()) {
            return now.minusSeconds(Long.parseLong(seconds));
        }
        String time = options.getOrDefault("sinceTime", "");
        try {
            return time.isEmpty() ? Instant.MIN : Instant.parse(time);
        } catch (DateTimeParseException notATime) {
            throw new IllegalArgumentException("sinceTime: " + time + " is not a time in RFC 3339", notATime);
        }
    }

    private static Map<String, String> options(@Nullable String query) {
        Map<String, String> options = new HashMap<>();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    options.put(
                            pair.substring(0, equals),
                            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
                }
            }
        }
        return options;
    }
}
