package sh.karpenter.app.local.plane;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/// Answers `/readyz` in the place of an API server, with the certificate that it would have been started with,
/// once that server was started.
final class ReadyServer implements AutoCloseable {
    private final Path state;
    private final Path calls;
    private final int port;
    private final Thread thread;
    private volatile @Nullable HttpsServer server;

    /// @param state where the control plane puts certificates
    /// @param calls gets a line `ready` at the first request
    ReadyServer(Path state, Path calls) throws IOException {
        this.state = state;
        this.calls = calls;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        this.thread = Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return port;
    }

    private void serve() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> Files.exists(calls) && Files.readString(calls).contains("kube-apiserver"));
        try {
            var https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            https.setHttpsConfigurator(new HttpsConfigurator(context()));
            var first = new AtomicBoolean(true);
            https.createContext("/readyz", exchange -> {
                if (first.getAndSet(false)) {
                    Files.writeString(calls, "ready\n", StandardOpenOption.APPEND);
                }
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            https.start();
            server = https;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private SSLContext context() throws GeneralSecurityException, IOException {
        var certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(state.resolve("server.crt"))));
        try (var pem = new PEMParser(Files.newBufferedReader(state.resolve("server.key")))) {
            PrivateKeyInfo key = ((PEMKeyPair) pem.readObject()).getPrivateKeyInfo();
            return Trust.showing(new Authority.Issued(new JcaPEMKeyConverter().getPrivateKey(key), certificate));
        }
    }

    @Override
    public void close() {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        HttpsServer running = server;
        if (running != null) {
            running.stop(0);
        }
    }
}
