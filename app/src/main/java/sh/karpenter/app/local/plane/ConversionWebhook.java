package sh.karpenter.app.local.plane;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.conversion.ConversionReviews;
import sh.karpenter.kube.api.conversion.ConversionSettings;
import sh.karpenter.local.kubernetes.certificate.CertificateAuthority;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Converts custom resources between versions for a real API server, over HTTPS.
final class ConversionWebhook implements AutoCloseable {
    private static final String PATH = "/conversion";

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private ConversionWebhook(HttpsServer server) {
        this.server = server;
    }

    /// @param expireAfterOfPool finds `expireAfter` of the pool with that name
    static ConversionWebhook start(CertificateAuthority authority, Function<String, @Nullable String> expireAfterOfPool)
            throws IOException {
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var certificate = authority.issue("conversion", "", List.of("localhost", "127.0.0.1"));
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
        var webhook = new ConversionWebhook(server);
        var reviews = new ConversionReviews(ConversionSettings.aws(expireAfterOfPool));
        var json = JsonMapper.builder().build();
        server.createContext(PATH, exchange -> answer(exchange, reviews, json));
        server.setExecutor(webhook.threads);
        server.start();
        return webhook;
    }

    private static void answer(HttpExchange exchange, ConversionReviews reviews, JsonMapper json) throws IOException {
        try (exchange) {
            byte[] body;
            try {
                body = json.writeValueAsBytes(reviews.answer(json.readTree(exchange.getRequestBody())));
            } catch (JacksonException notJson) {
                exchange.sendResponseHeaders(400, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /// Where reviews are posted to.
    String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort() + PATH;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
