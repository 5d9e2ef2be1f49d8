package sh.karpenter.testing.scenarios.installation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A controller in a process of its own that finds the cluster as a pod does: by the service's address in the
/// environment and the service account's token and certificate authority in files.
final class PodProcess implements AutoCloseable {
    private final Process process;
    private final Path log;

    private PodProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /// @param settings of the controller, as the pod's environment has them
    static PodProcess start(GuardedCluster cluster, Path folder, String name, Map<String, String> settings)
            throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Path token = Files.writeString(home.resolve("token"), cluster.token());
        Path log = home.resolve("log");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "sh.karpenter.app.Main",
                "controller"));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        var environment = builder.environment();
        environment.remove("KUBECONFIG");
        environment.put("HOME", home.toString());
        environment.put("KUBERNETES_SERVICE_HOST", cluster.address().getHost());
        environment.put(
                "KUBERNETES_SERVICE_PORT", Integer.toString(cluster.address().getPort()));
        environment.put("KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN", token.toString());
        environment.put("KUBERNETES_CERTS_CA_FILE", cluster.authority().toString());
        environment.put("METRICS_PORT", "0");
        environment.put("HEALTH_PROBE_PORT", "0");
        environment.putAll(settings);
        return new PodProcess(builder.start(), log);
    }

    /// What it has logged so far.
    List<String> log() throws IOException {
        return Files.readAllLines(log);
    }

    boolean alive() {
        return process.isAlive();
    }

    /// Ends it where it is, as a node that loses power does.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
