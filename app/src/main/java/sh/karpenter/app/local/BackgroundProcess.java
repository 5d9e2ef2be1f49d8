package sh.karpenter.app.local;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sh.karpenter.app.cli.CommandFailure;

/// Starts this same executable once more, so that it goes on when the terminal closes.
final class BackgroundProcess {
    /// The entry of the executable, by name: it knows this package, not the other way round.
    private static final String MAIN_CLASS = "sh.karpenter.app.Main";

    private static final String OWN_LINES = "karpenter: ";

    private BackgroundProcess() {}

    /// Starts it with the Java, the flags and the class path of this process.
    ///
    /// @param log where everything that it prints goes
    static Process start(List<String> arguments, Path log) {
        String java = ProcessHandle.current()
                .info()
                .command()
                .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        var command = new ArrayList<String>();
        command.add("nohup");
        command.add(java);
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(MAIN_CLASS);
        command.addAll(arguments);
        try {
            return new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException failed) {
            throw new CommandFailure("cannot start a background process: " + failed.getMessage(), failed);
        }
    }

    /// Why a process ended that should not have: its own last word, or where to look.
    static String reason(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            for (String line : lines.reversed()) {
                if (line.startsWith(OWN_LINES)) {
                    return line.substring(OWN_LINES.length());
                }
            }
        } catch (IOException unreadable) {
            return "it ended and its log " + log + " cannot be read: " + unreadable.getMessage();
        }
        return "it ended, and its log is in " + log;
    }
}
