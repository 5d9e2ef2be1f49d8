package sh.karpenter.app.local.plane;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Starts programs that do not outlive this process, even when it is killed and has no say.
///
/// A watcher holds the other end of a pipe that only this process keeps open. When this process is gone, the
/// watcher reads the end of the pipe and kills the program. `exec` gives the program the number of the shell,
/// so that signals and exit status are those of the program itself.
final class MortalProcess {
    private static final String WATCHED = """
        exec 3<&0 </dev/null
        watched=$$
        (read -r _ <&3; kill -9 "$watched") >/dev/null 2>&1 &
        exec "$@" 3<&-
        """;

    private MortalProcess() {}

    /// Starts a program.
    ///
    /// @param program its file
    /// @param output the file where everything that it prints goes
    static Process start(String program, List<String> arguments, Path output) throws IOException {
        var command = new ArrayList<>(List.of("sh", "-c", WATCHED, "sh", program));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
