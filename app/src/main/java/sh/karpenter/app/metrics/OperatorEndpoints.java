package sh.karpenter.app.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.app.cli.CommandFailure;

/// Serves `/metrics` and further pages on one port, `/healthz` and `/readyz` on another.
public final class OperatorEndpoints implements AutoCloseable {
    private static final int MOST = 65_535;
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final long PROFILE_SECONDS = 30;
    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpServer metrics;
    private final HttpServer health;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private OperatorEndpoints(HttpServer metrics, HttpServer health) {
        this.metrics = metrics;
        this.health = health;
    }

    /// Starts serving.
    ///
    /// @param metricsPort 0 for any free port
    /// @param healthPort 0 for any free port
    /// @param ready whether the process has everything that it works with
    /// @throws CommandFailure when a port is in use or is none
    public static OperatorEndpoints start(
            PrometheusRegistry registry, int metricsPort, int healthPort, BooleanSupplier ready) {
        return start(registry, metricsPort, healthPort, ready, false);
    }

    /// Starts serving.
    ///
    /// @param metricsPort 0 for any free port
    /// @param healthPort 0 for any free port
    /// @param ready whether the process has everything that it works with
    /// @param profiling whether to serve profiles beside the metrics, under `/debug/pprof/`
    /// @throws CommandFailure when a port is in use or is none
    public static OperatorEndpoints start(
            PrometheusRegistry registry, int metricsPort, int healthPort, BooleanSupplier ready, boolean profiling) {
        HttpServer metrics = listen(metricsPort, "--metrics-port");
        HttpServer health;
        try {
            health = listen(healthPort, "--health-probe-port");
        } catch (CommandFailure inUse) {
            metrics.stop(0);
            throw inUse;
        }
        var endpoints = new OperatorEndpoints(metrics, health);
        var writer = PrometheusTextFormatWriter.create();
        metrics.createContext("/metrics", exchange -> {
            var text = new ByteArrayOutputStream();
            try {
                writer.write(text, registry.scrape());
            } catch (RuntimeException broken) {
                // The server would drop the connection and tell nobody.
                log.atError().setCause(broken).log("cannot collect metrics");
                answer(exchange, 500, TEXT, bytes("cannot collect metrics: " + broken.getMessage()));
                return;
            }
            answer(exchange, 200, writer.getContentType(), text.toByteArray());
        });
        health.createContext("/healthz", exchange -> answer(exchange, 200, TEXT, bytes("ok")));
        health.createContext("/readyz", exchange -> {
            // Asked once: it may change between two questions.
            boolean isReady = ready.getAsBoolean();
            answer(exchange, isReady ? 200 : 500, TEXT, bytes(isReady ? "ok" : "waiting"));
        });
        if (profiling) {
            profiles(metrics);
        }
        metrics.setExecutor(endpoints.threads);
        health.setExecutor(endpoints.threads);
        metrics.start();
        health.start();
        return endpoints;
    }

    /// Serves one more page, beside the metrics.
    public void serve(String path, Page page) {
        metrics.createContext(path, exchange -> {
            Page.Answer answer = page.answer(query(exchange.getRequestURI().getRawQuery()));
            answer(exchange, answer.status(), answer.type(), bytes(answer.body()));
        });
    }

    private static Map<String, String> query(@Nullable String text) {
        var parameters = new TreeMap<String, String>();
        for (String pair : text == null ? new String[0] : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.put(
                    URLDecoder.decode(name, StandardCharsets.UTF_8), URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private static void profiles(HttpServer server) {
        server.createContext("/debug/pprof/", exchange -> answer(exchange, 200, TEXT, bytes(Profiles.index())));
        server.createContext("/debug/pprof/goroutine", exchange -> answer(exchange, 200, TEXT, Profiles.threads()));
        server.createContext("/debug/pprof/heap", exchange -> answer(exchange, 200, TEXT, bytes(Profiles.heap())));
        server.createContext("/debug/pprof/profile", exchange -> {
            String seconds = query(exchange.getRequestURI().getRawQuery()).getOrDefault("seconds", "");
            long time = seconds.matches("\\d{1,3}") ? Long.parseLong(seconds) : PROFILE_SECONDS;
            try {
                answer(exchange, 200, "application/octet-stream", Profiles.record(Duration.ofSeconds(time)));
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                exchange.close();
            }
        });
    }

    private static HttpServer listen(int port, String flag) {
        if (port < 0 || port > MOST) {
            throw new CommandFailure(flag + " " + port + " is not a port: 0 takes any free one.");
        }
        try {
            return HttpServer.create(new InetSocketAddress(port), 0);
        } catch (BindException inUse) {
            throw new CommandFailure("port " + port + " is in use: choose another with " + flag + ".", inUse);
        } catch (IOException failed) {
            throw new CommandFailure("cannot listen on port " + port + ": " + failed.getMessage(), failed);
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The port of the metrics endpoint.
    public int metricsPort() {
        return metrics.getAddress().getPort();
    }

    /// The port of the health endpoints.
    public int healthPort() {
        return health.getAddress().getPort();
    }

    @Override
    public void close() {
        metrics.stop(0);
        health.stop(0);
        threads.close();
    }
}
