package sh.karpenter.app.controller;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import sh.karpenter.app.cli.CommandFailure;
import sh.karpenter.app.logging.ControllerLog;
import sh.karpenter.app.logging.LogPlaces;
import sh.karpenter.app.options.Options;
import sh.karpenter.app.options.Setting;

/// `karpenter controller`: the controller against the cluster of the kubeconfig, until it is told to stop.
public final class ControllerCommand {
    /// Its name on the command line.
    public static final String NAME = "controller";

    private static final String KUBECONFIG = "--kubeconfig";
    private static final long STOP_SECONDS = 40;

    private ControllerCommand() {}

    /// The command with a flag per setting; each may be given by its environment variable too.
    public static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name(NAME).mixinStandardHelpOptions(true);
        spec.usageMessage()
                .description(
                        "Run the controller against the cluster that KUBECONFIG (or the pod's service account) names.")
                .sortOptions(false)
                .width(110);
        spec.addOption(OptionSpec.builder(KUBECONFIG)
                .paramLabel("FILE")
                .type(Path.class)
                .description("the cluster to use ($KUBECONFIG)")
                .build());
        for (Setting setting : Setting.values()) {
            String fallback = setting.fallback().isEmpty() ? "" : ", default " + setting.fallback();
            spec.addOption(OptionSpec.builder("--" + setting.flag())
                    .paramLabel(setting.type().name())
                    .type(String.class)
                    .description(setting.description() + " ($" + setting.variable() + fallback + ")")
                    .build());
        }
        return spec;
    }

    /// Runs it, when that is what was asked for.
    ///
    /// @return the exit status
    public static int run(ParseResult parsed) {
        var flags = new EnumMap<Setting, String>(Setting.class);
        for (Setting setting : Setting.values()) {
            String value = parsed.matchedOptionValue("--" + setting.flag(), null);
            if (value != null) {
                flags.put(setting, value);
            }
        }
        return run(flags, System.getenv(), parsed.matchedOptionValue(KUBECONFIG, null));
    }

    private static ControllerLog log(Options options) {
        LogPlaces troubles = places(options, Setting.LOG_ERROR_OUTPUT_PATHS, System.err);
        LogPlaces lines = places(options, Setting.LOG_OUTPUT_PATHS, System.out);
        return ControllerLog.toPlaces(lines, troubles, options.text(Setting.LOG_LEVEL));
    }

    private static LogPlaces places(Options options, Setting setting, OutputStream otherwise) {
        String places = options.text(setting);
        try {
            return LogPlaces.open(places, otherwise);
        } catch (IOException failed) {
            String reason = switch (failed) {
                case NoSuchFileException _ -> "its folder does not exist";
                case AccessDeniedException _ -> "it may not be written to";
                default -> String.valueOf(failed.getMessage());
            };
            throw new CommandFailure(
                    "cannot write the log to " + places + ": " + reason + ". Choose another place with --"
                            + setting.flag() + ".",
                    failed);
        }
    }

    private static int run(Map<Setting, String> flags, Map<String, String> environment, @Nullable Path kubeconfig) {
        Options options = Options.resolve(flags, environment);
        var stop = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.countDown();
            try {
                stopped.await(STOP_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }));
        try (var _ = log(options);
                var process = ControllerProcess.start(options, kubeconfig)) {
            Thread.ofVirtual().start(() -> {
                try {
                    process.awaitLoss();
                    stop.countDown();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            });
            stop.await();
            return CommandLine.ExitCode.OK;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", interrupted);
        } finally {
            stopped.countDown();
        }
    }
}
