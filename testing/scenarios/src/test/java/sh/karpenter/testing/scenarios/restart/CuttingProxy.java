package sh.karpenter.testing.scenarios.restart;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/// Stands between a process and a server, and cuts the process off when its fuse blows: from then on it reaches
/// nothing, which to the server is what the death of the process is.
final class CuttingProxy implements AutoCloseable {
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "transfer-encoding",
            "upgrade");

    private final URI target;
    private final Fuse fuse;
    private final Writes writes;
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client;

    /// Which requests count as writes.
    @FunctionalInterface
    interface Writes {
        boolean test(String method, String path, String body);

        /// Whatever changes an object of Kubernetes, events and leases aside.
        static boolean ofKubernetes(String method, String path, String body) {
            return !method.equals("GET") && !path.contains("/events") && !path.contains("/leases");
        }

        /// What launches or ends machines.
        static boolean ofMachines(String method, String path, String body) {
            return body.contains("Action=CreateFleet") || body.contains("Action=TerminateInstances");
        }
    }

    /// @param credentials by which it knows the server, and the server the process
    CuttingProxy(URI target, Fuse fuse, Writes writes, SSLContext credentials) throws IOException {
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(credentials)
                .build();
        this.target = target;
        this.fuse = fuse;
        this.writes = writes;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", this::forward);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// An exchange that is closed without an answer closes its connection.
    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().toString();
            boolean write =
                    writes.test(exchange.getRequestMethod(), path, new String(body, StandardCharsets.ISO_8859_1));
            Fuse.Side cut = write ? fuse.atWrite() : null;
            if (fuse.blown() && cut != Fuse.Side.AFTER) {
                return;
            }
            HttpResponse<InputStream> answer =
                    client.send(request(exchange, path, body), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream content = answer.body()) {
                if (cut == null && !fuse.blown()) {
                    answer(exchange, answer, content);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest request(HttpExchange exchange, String path, byte[] body) {
        var request = HttpRequest.newBuilder(target.resolve(path))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        copied(exchange.getRequestHeaders()).forEach((name, values) -> {
            for (String value : values) {
                request.header(name, value);
            }
        });
        return request.build();
    }

    private static Headers copied(Map<String, List<String>> headers) {
        var copy = new Headers();
        headers.forEach((name, values) -> {
            if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                copy.put(name, values);
            }
        });
        return copy;
    }

    private void answer(HttpExchange exchange, HttpResponse<InputStream> answer, InputStream content)
            throws IOException {
        exchange.getResponseHeaders().putAll(copied(answer.headers().map()));
        long length = answer.headers().firstValueAsLong("content-length").orElse(0);
        boolean empty = answer.statusCode() == 204 || answer.statusCode() == 304;
        exchange.sendResponseHeaders(answer.statusCode(), empty ? -1 : length);
        if (empty) {
            return;
        }
        OutputStream out = exchange.getResponseBody();
        byte[] chunk = new byte[16 * 1024];
        for (int count = content.read(chunk); count >= 0 && !fuse.blown(); count = content.read(chunk)) {
            out.write(chunk, 0, count);
            out.flush();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
        client.shutdownNow();
    }
}
