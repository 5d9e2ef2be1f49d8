package sh.karpenter.local.kubernetes.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.pipeline.Operations;
import sh.karpenter.local.kubernetes.pipeline.Watch;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.request.WatchOptions;
import sh.karpenter.local.kubernetes.table.Tables;
import tools.jackson.databind.node.ObjectNode;

/// Streams watch events, one JSON object per line, flushed when the store has nothing more at hand.
public final class WatchEndpoint {
    private static final long SHORTEST_SECONDS = 1800;
    private static final Duration BOOKMARK_INTERVAL = Duration.ofSeconds(60);

    private final Operations operations;
    private final Tables tables;

    public WatchEndpoint(Operations operations, Tables tables) {
        this.operations = operations;
        this.tables = tables;
    }

    void serve(HttpCall call, Target target, WatchOptions options) throws IOException {
        if (call.header("Upgrade").equalsIgnoreCase("websocket")) {
            // A complete empty answer makes clients that try WebSocket first go on with plain HTTP at once.
            call.answer(200, "application/json", new byte[0]);
            return;
        }
        Representation representation = new Representation(call, target, tables);
        Watch watch = operations.watch(target, options);
        long end = System.nanoTime() + timeout(call).toNanos();
        try (OutputStream out = call.stream("application/json")) {
            out.flush();
            stream(watch, representation, out, end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stream(Watch watch, Representation representation, OutputStream out, long end)
            throws IOException, InterruptedException {
        while (true) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                bookmark(watch, representation, out);
                return;
            }
            Duration wait = Duration.ofNanos(Math.min(left, BOOKMARK_INTERVAL.toNanos()));
            List<Watch.Event> events;
            try {
                events = watch.next(wait);
            } catch (ApiException e) {
                write(out, "ERROR", e.status());
                out.flush();
                return;
            }
            for (Watch.Event event : events) {
                write(out, event.type(), representation.object(event.object()));
            }
            if (events.isEmpty()) {
                bookmark(watch, representation, out);
            }
            out.flush();
        }
    }

    private static void bookmark(Watch watch, Representation representation, OutputStream out) throws IOException {
        Watch.Event bookmark = watch.wantsBookmarks() ? watch.bookmark() : null;
        if (bookmark != null) {
            write(out, bookmark.type(), representation.object(bookmark.object()));
        }
    }

    private static void write(OutputStream out, String type, ObjectNode object) throws IOException {
        out.write(("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.UTF_8));
        out.write(Json.bytes(object));
        out.write('}');
        out.write('\n');
    }

    private static Duration timeout(HttpCall call) {
        String text = call.parameter("timeoutSeconds");
        try {
            long seconds = text.isEmpty() ? 0 : Long.parseLong(text);
            return Duration.ofSeconds(
                    seconds > 0
                            ? seconds
                            : ThreadLocalRandom.current().nextLong(SHORTEST_SECONDS, 2 * SHORTEST_SECONDS));
        } catch (NumberFormatException e) {
            throw ApiErrors.badRequest("timeoutSeconds must be a number: " + text);
        }
    }
}
