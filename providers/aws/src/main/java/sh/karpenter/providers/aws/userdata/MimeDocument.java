package sh.karpenter.providers.aws.userdata;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A MIME multipart document, as cloud-init and nodeadm read it.
///
/// Source: cloud-init documentation, "MIME multi-part archive"; RFC 2046.
///
/// @param parts in order
record MimeDocument(List<Part> parts) {
    static final String SHELL = "text/x-shellscript; charset=\"us-ascii\"";
    private static final String BOUNDARY = "//";
    private static final Pattern BOUNDARY_PARAMETER =
            Pattern.compile("boundary=(?:\"([^\"]+)\"|([^\\s;]+))", Pattern.CASE_INSENSITIVE);

    MimeDocument {
        parts = List.copyOf(parts);
    }

    /// One part.
    ///
    /// @param contentType with its parameters
    /// @param body its text
    record Part(String contentType, String body) {}

    /// Whether a text says of itself that it is such a document.
    static boolean isMime(String text) {
        String start = text.stripLeading();
        return start.startsWith("MIME-Version:") || start.startsWith("Content-Type:");
    }

    /// Takes a document apart, null when it is not well-formed.
    static @Nullable MimeDocument parse(String text) {
        String normal = text.strip().replace("\r\n", "\n");
        int headerEnd = normal.indexOf("\n\n");
        if (headerEnd < 0) {
            return null;
        }
        Matcher boundary = BOUNDARY_PARAMETER.matcher(normal.substring(0, headerEnd));
        if (!boundary.find()) {
            return null;
        }
        String delimiter = "--" + (boundary.group(1) == null ? boundary.group(2) : boundary.group(1));
        var parts = new ArrayList<Part>();
        List<String> current = null;
        boolean closed = false;
        for (String line : normal.substring(headerEnd + 2).split("\n", -1)) {
            String end = line.stripTrailing();
            if (end.equals(delimiter) || end.equals(delimiter + "--")) {
                if (current != null) {
                    parts.add(part(current));
                }
                current = new ArrayList<>();
                closed = end.endsWith("--") && !end.equals(delimiter);
                if (closed) {
                    break;
                }
            } else if (current != null) {
                current.add(line);
            }
        }
        return closed ? new MimeDocument(parts) : null;
    }

    private static Part part(List<String> lines) {
        int blank = 0;
        while (blank < lines.size() && !lines.get(blank).isBlank()) {
            blank++;
        }
        String contentType = "text/plain";
        for (String header : lines.subList(0, blank)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-type:")) {
                contentType = header.substring(header.indexOf(':') + 1).strip();
            }
        }
        List<String> body = lines.subList(Math.min(blank + 1, lines.size()), lines.size());
        return new Part(contentType, String.join("\n", body).stripTrailing() + "\n");
    }

    /// The document's text.
    String text() {
        var text = new StringBuilder("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"")
                .append(BOUNDARY)
                .append("\"\n\n");
        for (Part part : parts) {
            text.append("--").append(BOUNDARY).append('\n');
            text.append("Content-Type: ").append(part.contentType()).append("\n\n");
            text.append(part.body());
            text.append(part.body().endsWith("\n") ? "\n" : "\n\n");
        }
        return text.append("--").append(BOUNDARY).append("--").toString();
    }
}
