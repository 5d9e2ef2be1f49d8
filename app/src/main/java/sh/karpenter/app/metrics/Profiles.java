package sh.karpenter.app.metrics;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import javax.management.JMException;
import javax.management.ObjectName;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/// What the process does, for whoever looks for why it is slow or large: the paths are those of Go's profiler,
/// what they answer is Java's own.
final class Profiles {
    private static final String[] STRING_ARRAY = {String[].class.getName()};

    private Profiles() {}

    /// A page that names the others.
    static String index() {
        return """
            goroutine          all threads with their stacks, virtual ones included
            heap               objects in memory by class
            profile?seconds=30 a recording for JDK Mission Control (.jfr)
            """;
    }

    /// All threads with their stacks.
    static byte[] threads() throws IOException {
        Path folder = Files.createTempDirectory("karpenter-threads");
        Path file = folder.resolve("threads.txt");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
            return Files.readAllBytes(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    /// Number and size of the objects of each class.
    static String heap() throws IOException {
        try {
            Object answer = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            STRING_ARRAY);
            return String.valueOf(answer);
        } catch (JMException impossible) {
            throw new IOException("the JVM does not tell what is in its heap", impossible);
        }
    }

    /// Records for a while, with what costs little.
    ///
    /// @return a file of the flight recorder
    static byte[] record(Duration time) throws IOException, InterruptedException {
        Path file = Files.createTempFile("karpenter", ".jfr");
        try (var recording = new Recording(Configuration.getConfiguration("profile"))) {
            recording.start();
            Thread.sleep(time);
            recording.stop();
            recording.dump(file);
            return Files.readAllBytes(file);
        } catch (ParseException impossible) {
            throw new IOException("the JVM does not know its own configuration", impossible);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
