package sh.karpenter.app.local.plane;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The client side of TLS with servers whose authority is at hand.
final class Trust {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Trust() {}

    /// A client that trusts this authority and no other.
    static SSLContext in(X509Certificate authority) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("authority", authority);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException failed) {
            throw new IOException("cannot set up TLS: " + failed.getMessage(), failed);
        }
    }

    /// Whether a GET is answered with 200.
    static boolean answers(SSLContext context, URI address) {
        try (var client = HttpClient.newBuilder()
                .sslContext(context)
                .connectTimeout(PATIENCE)
                .build()) {
            var request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
