package sh.karpenter.app.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import sh.karpenter.local.kubelets.log.FileLog;
import sh.karpenter.local.kubelets.log.LogSource;

/// How the controller shows in its own local cluster: as a deployment with a pod, whose log is the controller's.
///
/// @param clusterName name of the cluster
record ControllerPod(String clusterName) {
    private static final String NAMESPACE = "karpenter";
    private static final String CONTAINER = "controller";

    /// The manifests: namespace, service account and deployment.
    List<String> documents() {
        try (InputStream resource = Objects.requireNonNull(
                ControllerPod.class.getResourceAsStream("/local/controller.yaml"), "controller.yaml")) {
            String text =
                    new String(resource.readAllBytes(), StandardCharsets.UTF_8).replace("${CLUSTER_NAME}", clusterName);
            return Arrays.asList(text.split("(?m)^---$", -1));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// What pods log: the controller's pod its log file, every other a greeting.
    static LogSource logs(Path controllerLog, InstantSource clock) {
        LogSource own = (namespace, _, container) ->
                namespace.equals(NAMESPACE) && container.equals(CONTAINER) ? FileLog.open(controllerLog, clock) : null;
        return own.orElse(LogSource.greeting(clock.instant()));
    }
}
