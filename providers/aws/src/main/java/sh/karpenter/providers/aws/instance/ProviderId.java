package sh.karpenter.providers.aws.instance;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A machine's id as nodes carry it: `aws:///us-east-1a/i-0123456789abcdef0`.
///
/// @param zone the zone's name
/// @param instanceId EC2's id
public record ProviderId(String zone, String instanceId) {
    private static final Pattern FORM = Pattern.compile("[^:]*:///(.*)/([^/]+)");

    /// Reads an id, null when it is not one of ours.
    public static @Nullable ProviderId parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() ? new ProviderId(matcher.group(1), matcher.group(2)) : null;
    }

    /// The id as text.
    @Override
    public String toString() {
        return "aws:///" + zone + "/" + instanceId;
    }
}
