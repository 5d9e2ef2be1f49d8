package sh.karpenter.app.local.plane;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import sh.karpenter.local.kubernetes.certificate.IssuedCertificate;

/// Answers the question for health in the place of the programs of a control plane: on the port and with the
/// certificate that each was started with, once it was started.
final class ReadyServers implements AutoCloseable {
    private static final Pattern CALL = Pattern.compile("(\\S+) .*--secure-port=(\\d+).*");

    private final Path state;
    private final Path calls;
    private final Thread thread;
    private final Map<String, HttpsServer> servers = new ConcurrentHashMap<>();

    /// @param state where the control plane puts certificates
    /// @param calls a line for each program, its name and its arguments; gets a line more when one is first asked
    ReadyServers(Path state, Path calls) {
        this.state = state;
        this.calls = calls;
        this.thread = Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            if (Files.exists(calls)) {
                for (String line : Files.readAllLines(calls)) {
                    Matcher call = CALL.matcher(line);
                    if (call.matches()) {
                        servers.computeIfAbsent(call.group(1), name -> server(name, Integer.parseInt(call.group(2))));
                    }
                }
            }
            return servers.size() == 3;
        });
    }

    private HttpsServer server(String program, int port) {
        try {
            var https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            https.setHttpsConfigurator(new HttpsConfigurator(context()));
            var first = new AtomicBoolean(true);
            https.createContext("/", exchange -> {
                if (first.getAndSet(false)) {
                    Files.writeString(calls, program + "-is-asked\n", StandardOpenOption.APPEND);
                }
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            https.start();
            return https;
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
            return new IssuedCertificate(new JcaPEMKeyConverter().getPrivateKey(key), certificate).serverContext();
        }
    }

    @Override
    public void close() {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        servers.values().forEach(server -> server.stop(0));
    }
}
