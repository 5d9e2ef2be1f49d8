package sh.karpenter.local.aws.http;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import sh.karpenter.local.aws.wire.AwsAnswer;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.AwsRequest;

/// The HTTP server. Each request runs on a virtual thread of its own, so one that waits, as ReceiveMessage may,
/// costs nothing.
public final class HttpFront implements AutoCloseable {
    private static final int MAXIMUM_THREADS = 16;

    private final Server server;
    private final ServerConnector connector;
    private final String host;

    private HttpFront(Server server, ServerConnector connector, String host) {
        this.server = server;
        this.connector = connector;
        this.host = host;
    }

    /// Starts to listen.
    ///
    /// @param port 0 for any free one
    /// @param control answers for paths under `/_local/`
    /// @throws IllegalStateException when the port is taken
    public static HttpFront start(String host, int port, Gateway gateway, Function<ControlRequest, AwsAnswer> control) {
        var threads = new QueuedThreadPool(MAXIMUM_THREADS, 2);
        threads.setName("local-aws");
        threads.setDaemon(true);
        threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
        var server = new Server(threads);
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(true);
        // ARNs in paths hold encoded slashes
        configuration.setUriCompliance(
                UriCompliance.DEFAULT.with("aws", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR));
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost(host);
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new Dispatch(gateway, control));
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(
                    "The local AWS cannot listen on " + host + ":" + port + ". Maybe the port is in use? Try port 0",
                    e);
        }
        return new HttpFront(server, connector, host);
    }

    /// Where the server listens.
    public URI endpoint() {
        return URI.create("http://" + host + ":" + connector.getLocalPort());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The local AWS did not stop cleanly", e);
        }
    }

    /// A request to the emulator itself.
    public record ControlRequest(String method, String path, String body) {}

    private static final class Dispatch extends Handler.Abstract {
        private final Gateway gateway;
        private final Function<ControlRequest, AwsAnswer> control;

        Dispatch(Gateway gateway, Function<ControlRequest, AwsAnswer> control) {
            this.gateway = gateway;
            this.control = control;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            var body = Content.Source.asString(request);
            var path = request.getHttpURI().getDecodedPath();
            var answer = path.startsWith("/_local")
                    ? control.apply(new ControlRequest(request.getMethod(), path, body))
                    : answer(http(request, path, body));
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            response.setStatus(answer.status());
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
            answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
            response.write(true, ByteBuffer.wrap(bytes), callback);
            return true;
        }

        private AwsAnswer answer(Requests.Http http) {
            AwsRequest decoded;
            try {
                decoded = Requests.decode(http);
            } catch (AwsFault | IllegalArgumentException e) {
                return AwsAnswer.of(400, "text/plain", "MalformedQueryString: " + e.getMessage());
            }
            return gateway.answer(decoded);
        }

        private static Requests.Http http(Request request, String path, String body) {
            var headers = request.getHeaders();
            var uri = request.getHttpURI();
            return new Requests.Http(
                    request.getMethod(),
                    path,
                    uri.getQuery(),
                    headers.get(HttpHeader.CONTENT_TYPE),
                    headers.get(HttpHeader.AUTHORIZATION),
                    headers.get("X-Amz-Target"),
                    body,
                    uri.getScheme() + "://" + uri.getAuthority());
        }
    }
}
