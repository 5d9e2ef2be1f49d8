package sh.karpenter.local.kubernetes.cel;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/// A URL in an expression: absolute, or an absolute path.
///
/// @param uri what was parsed
record UrlValue(URI uri) {

    static UrlValue parse(String text) {
        try {
            URI uri = new URI(text);
            if (!uri.isAbsolute() && !text.startsWith("/")) {
                throw new IllegalArgumentException("URL parse error during conversion from string: parse \"" + text
                        + "\": invalid URI for request");
            }
            return new UrlValue(uri);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("URL parse error during conversion from string: " + e.getMessage(), e);
        }
    }

    static boolean isValid(String text) {
        try {
            parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    String scheme() {
        return orEmpty(uri.getScheme());
    }

    /// With port.
    String host() {
        return uri.getPort() < 0 ? orEmpty(uri.getHost()) : uri.getHost() + ":" + uri.getPort();
    }

    /// Without port.
    String hostname() {
        return orEmpty(uri.getHost());
    }

    String port() {
        return uri.getPort() < 0 ? "" : Integer.toString(uri.getPort());
    }

    String escapedPath() {
        return orEmpty(uri.getRawPath());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
