package sh.karpenter.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/// What this executable was built from, as Maven wrote it into `karpenter.properties`.
public final class Build {
    /// The revision of a build that was made without telling it.
    public static final String UNKNOWN = "unknown";

    private Build() {}

    /// The version of this build, without anything around it: `0.1.0-SNAPSHOT`.
    public static String version() {
        return properties().getProperty("version");
    }

    /// The revision of this build's source, [#UNKNOWN] when it was not built from one.
    public static String commit() {
        String commit = properties().getProperty("commit", "");
        return commit.isEmpty() || commit.startsWith("$") ? UNKNOWN : commit;
    }

    private static Properties properties() {
        var properties = new Properties();
        try (var resource = Objects.requireNonNull(
                Build.class.getResourceAsStream("/karpenter.properties"), "karpenter.properties")) {
            properties.load(resource);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return properties;
    }
}
