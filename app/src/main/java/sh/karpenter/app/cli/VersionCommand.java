package sh.karpenter.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `karpenter version`: prints the version of this build and of the Java that runs it.
@Command(name = "version", description = "Print the version.", mixinStandardHelpOptions = true)
public final class VersionCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        for (String line : new Provider().getVersion()) {
            spec.commandLine().getOut().println(line);
        }
    }

    /// The version of this build, without anything around it: `0.1.0-SNAPSHOT`.
    public static String version() {
        return properties().getProperty("version");
    }

    /// The revision of this build's source, `unknown` when it was not built from one.
    public static String commit() {
        String commit = properties().getProperty("commit", "");
        return commit.isEmpty() || commit.startsWith("$") ? "unknown" : commit;
    }

    private static Properties properties() {
        var properties = new Properties();
        try (var resource = Objects.requireNonNull(
                VersionCommand.class.getResourceAsStream("/karpenter.properties"), "karpenter.properties")) {
            properties.load(resource);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return properties;
    }

    /// Tells picocli the version for `--version`.
    public static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "karpenter " + version(), "java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"
            };
        }
    }
}
