package sh.karpenter.local.kubernetes.parity;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// An etcd and a kube-apiserver as programs, with nothing else of a control plane.
final class RealApiServer implements AutoCloseable {
    private static final String TOKEN = "parity";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path state;
    private final List<Process> processes = new ArrayList<>();
    private final URI address;

    private RealApiServer(Path programs, Path state) throws IOException {
        this.state = state;
        this.address = URI.create("https://127.0.0.1:" + freePort());
        String etcd = "http://127.0.0.1:" + freePort();
        start(
                programs.resolve("etcd").toString(),
                "--data-dir=" + state.resolve("etcd"),
                "--listen-client-urls=" + etcd,
                "--advertise-client-urls=" + etcd,
                "--listen-peer-urls=http://127.0.0.1:" + freePort(),
                "--unsafe-no-fsync=true");
        Files.writeString(state.resolve("tokens.csv"), TOKEN + ",kubernetes-admin,admin,system:masters\n");
        Path key = serviceAccountKey();
        start(
                programs.resolve("kube-apiserver").toString(),
                "--etcd-servers=" + etcd,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--endpoint-reconciler-type=none",
                "--secure-port=" + address.getPort(),
                "--cert-dir=" + state.resolve("certificates"),
                "--token-auth-file=" + state.resolve("tokens.csv"),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + key,
                "--service-account-signing-key-file=" + key,
                "--service-cluster-ip-range=10.96.0.0/16",
                "--authorization-mode=RBAC",
                "--allow-privileged=true");
    }

    /// Starts the programs of a folder and waits until they are ready.
    ///
    /// @param state an empty folder for what they keep
    static AskedServer start(Path programs, Path state) throws IOException {
        RealApiServer server = new RealApiServer(programs, state);
        HttpClient client = server.ready();
        if (client == null) {
            server.close();
            throw new IOException("the real API server did not become ready: see its log in " + state);
        }
        return new AskedServer(server.address, client, TOKEN, server::close);
    }

    /// The programs' folder as the environment names it; null where there is none.
    static @Nullable Path programs() {
        String folder = System.getenv("KUBEBUILDER_ASSETS");
        if (folder == null || !Files.isExecutable(Path.of(folder, "kube-apiserver"))) {
            return null;
        }
        return Path.of(folder);
    }

    private void start(String... command) throws IOException {
        Path log = state.resolve(Path.of(command[0]).getFileName() + ".log");
        processes.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
    }

    private Path serviceAccountKey() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            String body =
                    Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
            return Files.writeString(
                    state.resolve("service-account.key"),
                    "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private @Nullable HttpClient ready() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        HttpClient client = null;
        while (System.nanoTime() < end && processes.stream().allMatch(Process::isAlive)) {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            Path certificate = state.resolve("certificates").resolve("apiserver.crt");
            if (client == null && Files.exists(certificate) && Files.size(certificate) > 0) {
                client = HttpClient.newBuilder()
                        .sslContext(trusting(certificate))
                        .build();
            }
            if (client != null && answers(client)) {
                return client;
            }
        }
        return null;
    }

    private boolean answers(HttpClient client) {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/readyz"))
                .header("Authorization", "Bearer " + TOKEN)
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static SSLContext trusting(Path certificates) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(certificates))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                store.setCertificateEntry("server-" + store.size(), one);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException failed) {
            throw new IOException("cannot trust " + certificates, failed);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        for (Process process : processes.reversed()) {
            process.destroy();
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
    }
}
