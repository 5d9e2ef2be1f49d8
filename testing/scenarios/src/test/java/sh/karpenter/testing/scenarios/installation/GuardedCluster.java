package sh.karpenter.testing.scenarios.installation;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import sh.karpenter.local.kubelets.KubeletSettings;
import sh.karpenter.local.kubelets.SimulatedKubelets;
import sh.karpenter.local.kubernetes.http.RoleAuthorization;
import sh.karpenter.testing.scenarios.cluster.LocalCluster;

/// A cluster as platform teams run them: HTTPS, and everybody may do only what roles grant. The real kubectl
/// installs our manifests in it.
final class GuardedCluster implements AutoCloseable {
    private static final String NAMESPACE = "kube-system";

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Path folder;
    private final Path kubectl;
    private final GuardedPlane plane;
    private final KubernetesClient client;

    private GuardedCluster(Path folder, Path kubectl) throws IOException {
        this.folder = folder;
        this.kubectl = kubectl;
        plane = GuardedPlane.start(folder.resolve("plane"));
        parts.push(plane);
        Files.writeString(folder.resolve("admin.kubeconfig"), plane.kubeconfig());
        parts.push(SimulatedKubelets.start(
                Config.fromKubeconfig(plane.kubeconfig()),
                Clock.systemUTC(),
                KubeletSettings.instant(plane.version()),
                null));
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(plane.kubeconfig()))
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
        parts.push(client);
    }

    /// Starts one; the test is skipped, saying so, where there is no kubectl.
    static GuardedCluster start(Path folder) throws IOException {
        Path kubectl = LocalCluster.program("kubectl");
        assumeTrue(kubectl != null, "skipped: no kubectl in KUBEBUILDER_ASSETS and none on the PATH");
        return new GuardedCluster(folder, Objects.requireNonNull(kubectl));
    }

    /// Installs a folder of `deploy`, as its README says.
    void install(String part) throws IOException, InterruptedException {
        kubectl(
                "apply",
                "--server-side",
                "-k",
                repository().resolve("deploy").resolve(part).toString());
    }

    /// Installs the definitions and waits until they are served.
    void define() throws IOException, InterruptedException {
        install("crds");
        kubectl("wait", "--for", "condition=established", "--timeout=60s", "crd", "--all");
    }

    /// Runs kubectl as the administrator.
    ///
    /// @return what it printed
    String kubectl(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                kubectl.toString(),
                "--kubeconfig",
                folder.resolve("admin.kubeconfig").toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "kubectl", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end: " + Files.readString(output));
        }
        String printed = Files.readString(output);
        if (process.exitValue() != 0) {
            throw new AssertionError(command + " failed: " + printed);
        }
        return printed;
    }

    /// Applies a file of the test resources.
    void apply(String resource) throws IOException, InterruptedException {
        Path file = Files.createTempFile(folder, "manifest", ".yaml");
        try (var text = Objects.requireNonNull(GuardedCluster.class.getResourceAsStream("/installation/" + resource))) {
            Files.write(file, text.readAllBytes());
        }
        kubectl("apply", "--server-side", "-f", file.toString());
    }

    /// A token of the controller's service account, as the kubelet puts it into the pod.
    String token() {
        return client.serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName("karpenter")
                .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
                .getStatus()
                .getToken();
    }

    /// The certificate authority, in a file.
    Path authority() throws IOException {
        return Files.writeString(folder.resolve("ca.crt"), plane.authorityPem(), StandardCharsets.US_ASCII);
    }

    URI address() {
        return plane.address();
    }

    /// For looking into the cluster as the administrator.
    KubernetesClient client() {
        return client;
    }

    /// What everybody but the administrator asked for and was granted so far.
    SortedSet<RoleAuthorization.Access> granted() throws IOException {
        return plane.granted();
    }

    /// The checkout that this test is part of.
    static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("deploy").resolve("crds"))) {
            folder = Objects.requireNonNull(folder.getParent(), "no folder above this one has deploy/crds");
        }
        return folder;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }
    }
}
