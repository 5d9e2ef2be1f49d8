package sh.karpenter.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import sh.karpenter.app.cli.CommandFailure;
import sh.karpenter.app.cli.VersionCommand;
import sh.karpenter.app.local.LocalCommand;

/// The entry of the executable: finds the sub-command and runs it.
///
/// Exit statuses: 0 done, 1 not done for a reason that was said in one line, 2 the command line was not understood.
@Command(
        name = "karpenter",
        description = "A node autoscaler for Kubernetes.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Provider.class,
        subcommands = {VersionCommand.class, LocalCommand.class})
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private Main() {}

    /// Runs the command line and ends the process with its exit status.
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /// Runs the command line.
    ///
    /// @return the exit status
    static int execute(String... arguments) {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, commandLine, _) -> {
                    if (failure instanceof CommandFailure expected) {
                        commandLine.getErr().println("karpenter: " + expected.getMessage());
                        return 1;
                    }
                    throw failure;
                })
                .execute(arguments);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
