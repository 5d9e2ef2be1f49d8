package sh.karpenter.local.kubelets.log;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// Answers log requests as a kubelet does: HTTPS on a port of its own, one for all simulated nodes.
public final class LogServer implements AutoCloseable {
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final HttpsServer server;
    private final ExecutorService executor;
    private final LogSource source;
    private final BiPredicate<String, String> runs;

    private LogServer(
            HttpsServer server, ExecutorService executor, LogSource source, BiPredicate<String, String> runs) {
        this.server = server;
        this.executor = executor;
        this.source = source;
        this.runs = runs;
    }

    /// Listens on any free port of the loopback interface.
    ///
    /// @param runs whether a pod, by namespace and name, still runs: following its log ends with it
    /// @throws IOException when it cannot listen
    public static LogServer start(LogService service, BiPredicate<String, String> runs) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(service.context()));
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(executor);
        LogServer logs = new LogServer(server, executor, service.source(), runs);
        server.createContext("/", logs::answer);
        server.start();
        return logs;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            LogRequest request;
            try {
                request = LogRequest.of(exchange.getRequestURI(), Instant.now());
            } catch (IllegalArgumentException notUnderstood) {
                refuse(exchange, 400, String.valueOf(notUnderstood.getMessage()));
                return;
            }
            if (exchange.getRequestURI().getPath().equals("/healthz")) {
                refuse(exchange, 200, "ok");
                return;
            }
            LogSource.Lines lines =
                    request == null ? null : source.open(request.namespace(), request.pod(), request.container());
            if (request == null || lines == null) {
                refuse(exchange, 404, "404 page not found\n");
                return;
            }
            try (lines) {
                exchange.getResponseHeaders().set("Content-Type", "text/plain");
                exchange.sendResponseHeaders(200, 0);
                send(request, lines, exchange.getResponseBody());
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static void refuse(HttpExchange exchange, int code, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
    }

    private void send(LogRequest request, LogSource.Lines lines, OutputStream out)
            throws IOException, InterruptedException {
        Budget budget = new Budget(request.limit());
        for (LogSource.Line line : history(request, lines)) {
            budget.write(out, request, line);
        }
        out.flush();
        while (request.follow() && budget.left() && runs.test(request.namespace(), request.pod())) {
            LogSource.Line line = lines.poll();
            if (line == null) {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            } else {
                budget.write(out, request, line);
                out.flush();
            }
        }
    }

    private static Deque<LogSource.Line> history(LogRequest request, LogSource.Lines lines) {
        Deque<LogSource.Line> history = new ArrayDeque<>();
        for (LogSource.Line line = lines.poll(); line != null; line = lines.poll()) {
            if (line.time().isBefore(request.since())) {
                continue;
            }
            history.addLast(line);
            if (request.tail() != null && history.size() > request.tail()) {
                history.removeFirst();
            }
        }
        return history;
    }

    /// How many bytes may still be sent.
    private static final class Budget {
        private long bytes;

        Budget(@Nullable Long limit) {
            bytes = limit == null ? Long.MAX_VALUE : limit;
        }

        boolean left() {
            return bytes > 0;
        }

        void write(OutputStream out, LogRequest request, LogSource.Line line) throws IOException {
            String text = request.timestamps() ? line.time() + " " + line.text() : line.text();
            byte[] encoded = (text + "\n").getBytes(StandardCharsets.UTF_8);
            int length = (int) Math.min(encoded.length, Math.max(0, bytes));
            out.write(encoded, 0, length);
            bytes -= length;
        }
    }
}
