package sh.karpenter.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much memory this process has used.
final class Memory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK = "VmHWM:";

    private Memory() {}

    /// The most resident memory so far, in MiB; where the system does not tell, the Java heap in use.
    static String peak() {
        try {
            if (Files.isReadable(STATUS)) {
                for (String line : Files.readAllLines(STATUS)) {
                    if (line.startsWith(PEAK)) {
                        String kibibytes =
                                line.substring(PEAK.length()).replace("kB", "").strip();
                        return Long.parseLong(kibibytes) / 1024 + " MiB resident";
                    }
                }
            }
        } catch (IOException | NumberFormatException unreadable) {
            // Then the heap has to do.
        }
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / (1024 * 1024) + " MiB of heap";
    }
}
