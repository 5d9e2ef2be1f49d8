package sh.karpenter.app.local.plane;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.app.cli.CommandFailure;
import sh.karpenter.local.kubernetes.certificate.CertificateAuthority;
import sh.karpenter.local.kubernetes.certificate.IssuedCertificate;

/// etcd, kube-apiserver, kube-scheduler and kube-controller-manager as child processes on loopback, with
/// certificates of their own.
///
/// The state lies in a folder that is emptied at the start: like the embedded server, a local cluster begins
/// empty. Clients authenticate with a certificate of group `system:masters`.
public final class ControlPlane implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    /// Under which names and addresses the API server is reached; the last is its service's.
    private static final List<String> HOSTS =
            List.of("localhost", "kubernetes", "kubernetes.default.svc", "127.0.0.1", "10.96.0.1");

    private static final Logger log = LoggerFactory.getLogger("local");

    private final Deque<Process> processes = new ArrayDeque<>();
    private final Path folder;
    private final CertificateAuthority authority;
    private final URI address;
    private final String bundle;
    private final String kubeconfig;
    private final ConversionWebhook webhook;
    private volatile boolean closing;

    private ControlPlane(Programs programs, Path folder, int port, String cluster, List<String> serverFlags)
            throws IOException {
        this.folder = folder;
        deleteContent(folder);
        Files.createDirectories(folder);
        this.authority = new CertificateAuthority("karpenter-local", Instant.now());
        this.bundle = base64(authority.pem());
        this.webhook = ConversionWebhook.start(authority, this::expireAfter);
        this.address = URI.create("https://127.0.0.1:" + (port == 0 ? freePort() : port));
        var admin = authority.issue("kubernetes-admin", "system:masters", HOSTS);
        this.kubeconfig = kubeconfig(cluster, admin);
        Path file = write("admin.kubeconfig", kubeconfig);
        try {
            startEtcdAndServer(programs, serverFlags);
            URI scheduler = startController(programs, Programs.SCHEDULER, file);
            URI controllers = startController(
                    programs,
                    Programs.CONTROLLER_MANAGER,
                    file,
                    "--service-account-private-key-file=" + folder.resolve("service-account.key"),
                    "--root-ca-file=" + folder.resolve("ca.crt"),
                    "--use-service-account-credentials=false");
            awaitReady(Programs.SCHEDULER, scheduler);
            awaitReady(Programs.CONTROLLER_MANAGER, controllers);
        } catch (IOException | RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /// Starts the programs of a folder; when it returns, all of them are ready.
    ///
    /// @param programs folder with the four programs
    /// @param folder where state, certificates and logs go; emptied first
    /// @param port port of the API server, 0 for any free one
    /// @param serverFlags further arguments of the API server
    /// @throws CommandFailure when a program is missing or does not come up
    public static ControlPlane start(Path programs, Path folder, int port, String cluster, List<String> serverFlags)
            throws IOException {
        return new ControlPlane(Programs.in(programs), folder, port, cluster, serverFlags);
    }

    /// A claim of an older version expires when its pool says.
    private @Nullable String expireAfter(String pool) {
        try (KubernetesClient client = client()) {
            GenericKubernetesResource found = client.genericKubernetesResources("karpenter.sh/v1", "NodePool")
                    .withName(pool)
                    .get();
            return found == null ? null : found.get("spec", "template", "spec", "expireAfter");
        } catch (KubernetesClientException unknown) {
            return null;
        }
    }

    private KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig))
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }

    /// Where clients reach the API server.
    public URI address() {
        return address;
    }

    /// The file that points clients to it, with credentials in it.
    public String kubeconfig() {
        return kubeconfig;
    }

    /// Where the API server can have objects converted, `https://...`.
    public String conversionUrl() {
        return webhook.url();
    }

    /// The authority whose certificates the API server and the converter show, base64 of PEM.
    public String authorityBundle() {
        return bundle;
    }

    /// The version that the API server tells, for example `v1.36.3`.
    public String version() {
        try (KubernetesClient client = client()) {
            return client.getKubernetesVersion().getGitVersion();
        }
    }

    private void startEtcdAndServer(Programs programs, List<String> serverFlags) throws IOException {
        String etcd = "http://127.0.0.1:" + freePort();
        start(
                programs,
                Programs.ETCD,
                List.of(
                        "--data-dir=" + folder.resolve("etcd"),
                        "--listen-client-urls=" + etcd,
                        "--advertise-client-urls=" + etcd,
                        "--listen-peer-urls=http://127.0.0.1:" + freePort(),
                        "--unsafe-no-fsync=true"));
        var serving = authority.issue("kube-apiserver", "", HOSTS);
        var accounts = authority.issue("service-accounts", "", HOSTS);
        var kubelets = authority.issue("kube-apiserver-kubelet-client", "system:masters", HOSTS);
        write("ca.crt", authority.pem());
        write("server.crt", serving.certificatePem());
        write("server.key", serving.keyPem());
        write("service-account.key", accounts.keyPem());
        write("kubelet-client.crt", kubelets.certificatePem());
        write("kubelet-client.key", kubelets.keyPem());
        var arguments = new ArrayList<>(List.of(
                "--etcd-servers=" + etcd,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--endpoint-reconciler-type=none",
                "--secure-port=" + address.getPort(),
                "--client-ca-file=" + folder.resolve("ca.crt"),
                "--tls-cert-file=" + folder.resolve("server.crt"),
                "--tls-private-key-file=" + folder.resolve("server.key"),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + folder.resolve("service-account.key"),
                "--service-account-signing-key-file=" + folder.resolve("service-account.key"),
                "--service-cluster-ip-range=10.96.0.0/16",
                "--authorization-mode=RBAC",
                "--allow-privileged=true",
                "--kubelet-preferred-address-types=ExternalDNS,InternalIP",
                "--kubelet-client-certificate=" + folder.resolve("kubelet-client.crt"),
                "--kubelet-client-key=" + folder.resolve("kubelet-client.key")));
        arguments.addAll(serverFlags);
        start(programs, Programs.API_SERVER, arguments);
        awaitReady(Programs.API_SERVER, address.resolve("/readyz"));
    }

    /// Starts a program that is a client of the API server and tells its health over HTTPS.
    ///
    /// @return where it tells it
    private URI startController(Programs programs, String program, Path kubeconfigFile, String... own)
            throws IOException {
        int ownPort = freePort();
        var arguments = new ArrayList<>(List.of(
                "--kubeconfig=" + kubeconfigFile,
                "--authentication-kubeconfig=" + kubeconfigFile,
                "--authorization-kubeconfig=" + kubeconfigFile,
                "--authentication-skip-lookup=true",
                "--leader-elect=false",
                "--bind-address=127.0.0.1",
                "--secure-port=" + ownPort,
                "--tls-cert-file=" + folder.resolve("server.crt"),
                "--tls-private-key-file=" + folder.resolve("server.key")));
        arguments.addAll(List.of(own));
        start(programs, program, arguments);
        return URI.create("https://127.0.0.1:" + ownPort + "/healthz");
    }

    private void start(Programs programs, String program, List<String> arguments) throws IOException {
        Path output = folder.resolve(program + ".log");
        Process process = MortalProcess.start(programs.path(program), arguments, output);
        processes.push(process);
        var _ = process.onExit().thenAccept(ended -> {
            if (!closing) {
                log.error("{} ended with status {}; its log is in {}", program, ended.exitValue(), output);
            }
        });
    }

    private void awaitReady(String program, URI health) throws IOException {
        SSLContext trusted = Trust.in(authority.certificate());
        Instant end = Instant.now().plus(START_LIMIT);
        while (!Trust.answers(trusted, health)) {
            for (Process process : processes) {
                if (!process.isAlive()) {
                    throw new CommandFailure("a program of the control plane ended at its start (status "
                            + process.exitValue() + "); the logs are in " + folder + ".");
                }
            }
            if (Instant.now().isAfter(end)) {
                throw new CommandFailure(program + " was not ready within " + START_LIMIT.toSeconds()
                        + " s; the logs are in " + folder + ".");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", interrupted);
        }
    }

    private String kubeconfig(String cluster, IssuedCertificate admin) {
        return """
            apiVersion: v1
            kind: Config
            clusters:
            - name: %1$s
              cluster:
                server: %2$s
                certificate-authority-data: %3$s
            users:
            - name: admin
              user:
                client-certificate-data: %4$s
                client-key-data: %5$s
            contexts:
            - name: %1$s
              context:
                cluster: %1$s
                user: admin
                namespace: default
            current-context: %1$s
            """.formatted(cluster, address, bundle, base64(admin.certificatePem()), base64(admin.keyPem()));
    }

    /// As kubeconfigs and webhooks want what is PEM.
    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void deleteContent(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /// Stops the programs, the last started first.
    @Override
    public void close() {
        closing = true;
        while (!processes.isEmpty()) {
            Process process = processes.pop();
            process.destroy();
            try {
                if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
        webhook.close();
    }
}
