package sh.karpenter.local.aws.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Takes MIME multipart user data apart, as cloud-init and nodeadm do. Text that is not MIME is one part.
final class Mime {
    private static final Pattern BOUNDARY =
            Pattern.compile("boundary=(\"([^\"]*)\"|[^;\\s]+)", Pattern.CASE_INSENSITIVE);

    private Mime() {}

    /// One part.
    ///
    /// @param type without parameters, lower case; empty for text that is not MIME
    record Part(String type, String body) {}

    /// The parts in order.
    ///
    /// @throws BadUserData when the text says that it is multipart and is not
    static List<Part> parts(String text) {
        var unified = text.replace("\r\n", "\n");
        var start = unified.stripLeading().toLowerCase(Locale.ROOT);
        if (!start.startsWith("mime-version:") && !start.startsWith("content-type:")) {
            return unified.isBlank() ? List.of() : List.of(new Part("", unified));
        }
        var whole = part(unified.stripLeading());
        if (!whole.type().startsWith("multipart/")) {
            return List.of(whole);
        }
        var header = unified.stripLeading().split("\n\n", 2)[0];
        var found = BOUNDARY.matcher(header);
        if (!found.find()) {
            throw new BadUserData("The user data is MIME multipart without a boundary");
        }
        var boundary = found.group(2) == null ? found.group(1) : found.group(2);
        return split(whole.body(), boundary);
    }

    private static List<Part> split(String body, String boundary) {
        var parts = new ArrayList<Part>();
        var current = new StringBuilder();
        boolean inside = false;
        boolean ended = false;
        for (var line : body.split("\n", -1)) {
            var trimmed = line.stripTrailing();
            boolean last = trimmed.equals("--" + boundary + "--");
            if (last || trimmed.equals("--" + boundary)) {
                if (inside) {
                    parts.add(part(current.toString()));
                }
                current.setLength(0);
                inside = !last;
                ended = last;
            } else if (inside) {
                current.append(line).append('\n');
            }
        }
        if (!ended) {
            throw new BadUserData("The MIME user data ends without its closing boundary --" + boundary + "--");
        }
        return parts;
    }

    /// Separates the header lines from the body. Without an empty line in between there is no body.
    private static Part part(String text) {
        int end = text.startsWith("\n") ? 0 : text.indexOf("\n\n");
        var header = end < 0 ? text : text.substring(0, end);
        var body = end < 0 ? "" : text.substring(end).stripLeading();
        for (var line : header.split("\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-type:")) {
                var type = line.substring("content-type:".length());
                int parameters = type.indexOf(';');
                return new Part(
                        (parameters < 0 ? type : type.substring(0, parameters))
                                .strip()
                                .toLowerCase(Locale.ROOT),
                        body);
            }
        }
        return new Part("text/plain", body);
    }
}
