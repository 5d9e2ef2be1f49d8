package sh.karpenter.app;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import sh.karpenter.app.cli.CommandFailure;
import sh.karpenter.app.controller.ControllerCommand;
import sh.karpenter.app.demo.DemoCommand;
import sh.karpenter.app.demo.WarmUpCommand;
import sh.karpenter.app.explain.ExplainCommand;
import sh.karpenter.app.local.LocalCommand;
import sh.karpenter.app.plan.PlanCommand;

/// The entry of the executable: finds the sub-command and runs it.
///
/// Exit statuses: 0 done, 1 not done for a reason that was said in one line, 2 the command line was not understood.
@Command(
        name = "karpenter",
        description = "A node autoscaler for Kubernetes.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Provider.class,
        subcommands = {
            DemoCommand.class,
            ExplainCommand.class,
            LocalCommand.class,
            PlanCommand.class,
            VersionCommand.class,
            WarmUpCommand.class
        })
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private Main() {}

    /// Runs the command line and ends the process with its exit status.
    public static void main(String[] arguments) {
        var out = new PrintWriter(System.out, true, System.out.charset());
        var err = new PrintWriter(System.err, true, System.err.charset());
        System.exit(execute(out, err, arguments));
    }

    /// Runs the command line.
    ///
    /// @return the exit status
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        var commandLine = new CommandLine(new Main());
        commandLine.addSubcommand(ControllerCommand.spec().name(), ControllerCommand.spec());
        return commandLine
                .setOut(out)
                .setErr(err)
                .setExecutionStrategy(Main::dispatch)
                .setParameterExceptionHandler((mistake, _) -> misunderstood(mistake))
                .setExecutionExceptionHandler((failure, failed, _) -> {
                    if (failure instanceof CommandFailure expected) {
                        return told(expected, failed);
                    }
                    throw failure;
                })
                .execute(arguments);
    }

    /// The controller's flags come from a table and not from fields, so it is run by hand.
    private static int dispatch(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        boolean help = CommandLine.printHelpIfRequested(parsed);
        if (!help && last.commandSpec().name().equals(ControllerCommand.NAME)) {
            try {
                return ControllerCommand.run(last);
            } catch (CommandFailure expected) {
                return told(expected, last.commandSpec().commandLine());
            }
        }
        return help ? CommandLine.ExitCode.OK : new CommandLine.RunLast().execute(parsed);
    }

    /// One line: what was not understood, what may have been meant, and where to look.
    private static int misunderstood(ParameterException mistake) {
        CommandLine asked = mistake.getCommandLine();
        String message =
                String.valueOf(mistake.getMessage()).lines().findFirst().orElse("");
        String text = message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
        List<String> near =
                mistake instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        asked.getErr()
                .println("karpenter: " + text + ". "
                        + (near.isEmpty() ? "" : "Maybe " + String.join(" or ", near) + "? ")
                        + "See '" + asked.getCommandSpec().qualifiedName() + " --help'.");
        return CommandLine.ExitCode.USAGE;
    }

    private static int told(CommandFailure expected, CommandLine commandLine) {
        commandLine.getErr().println("karpenter: " + expected.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
