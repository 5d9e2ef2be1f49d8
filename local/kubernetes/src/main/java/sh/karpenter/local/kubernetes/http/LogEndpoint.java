package sh.karpenter.local.kubernetes.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.admission.ObjectReader;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.logs.LogRequest;
import sh.karpenter.local.kubernetes.logs.PodLogs;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Timestamps;
import sh.karpenter.local.kubernetes.request.Target;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Serves `pods/log` from the registered sources. A container that no source knows shows one fixed line.
public final class LogEndpoint {
    private static final int CHUNK = 8192;
    private static final long POLL_MILLIS = 500;

    private final ObjectReader reader;
    private final List<PodLogs> sources;
    private final InstantSource clock;

    public LogEndpoint(ObjectReader reader, List<PodLogs> sources, InstantSource clock) {
        this.reader = reader;
        this.sources = List.copyOf(sources);
        this.clock = clock;
    }

    void serve(HttpCall call, Target target) throws IOException {
        ObjectNode pod = reader.get("pods", target.namespace(), target.name());
        if (pod == null) {
            throw target.notFound();
        }
        String container = container(call, target, pod);
        if (Json.string(pod, "spec", "nodeName").isEmpty()) {
            call.answerNothing();
            return;
        }
        checkStarted(target, pod, container);
        LogRequest request = request(call, pod, container);
        for (PodLogs source : sources) {
            try (InputStream in = open(source, request)) {
                if (in != null) {
                    copy(call, in, request.follow());
                    return;
                }
            }
        }
        simulated(call, target, request);
    }

    /// A kubelet that does not answer is an internal error in its own words, as with a real API server.
    private static @Nullable InputStream open(PodLogs source, LogRequest request) {
        try {
            return source.open(request);
        } catch (IOException silent) {
            throw ApiErrors.failure(silent.toString());
        }
    }

    private static void copy(HttpCall call, InputStream in, boolean follow) throws IOException {
        try (OutputStream out = call.stream("text/plain")) {
            out.flush();
            byte[] chunk = new byte[CHUNK];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                out.write(chunk, 0, count);
                if (follow) {
                    out.flush();
                }
            }
        }
    }

    private void simulated(HttpCall call, Target target, LogRequest request) throws IOException {
        String since = Json.string(request.pod(), "status", "startTime");
        String time = request.timestamps() ? Timestamps.micros(clock.instant()) + " " : "";
        String line = time + "simulated container " + request.container() + " of pod " + target.name()
                + (since.isEmpty() ? "" : ", running since " + since) + "\n";
        try (OutputStream out = call.stream("text/plain")) {
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.flush();
            while (request.follow() && isThere(target, request.pod())) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isThere(Target target, ObjectNode pod) {
        ObjectNode current = reader.get("pods", target.namespace(), target.name());
        return current != null && Json.same(Json.at(current, "metadata", "uid"), Json.at(pod, "metadata", "uid"));
    }

    private static String container(HttpCall call, Target target, ObjectNode pod) {
        List<String> names = new ArrayList<>();
        for (String field : List.of("containers", "initContainers", "ephemeralContainers")) {
            for (JsonNode container : Json.arrayAt(pod, "spec", field)) {
                names.add(Json.string(container, "name"));
            }
        }
        String asked = call.parameter("container");
        if (asked.isEmpty()) {
            int own = Json.arrayAt(pod, "spec", "containers").size();
            if (own != 1) {
                throw ApiErrors.badRequest("a container name must be specified for pod " + target.name()
                        + ", choose one of: " + names.subList(0, own));
            }
            return names.getFirst();
        }
        if (!names.contains(asked)) {
            throw ApiErrors.badRequest("container " + asked + " is not valid for pod " + target.name());
        }
        return asked;
    }

    private static void checkStarted(Target target, ObjectNode pod, String container) {
        String prefix = "container \"" + container + "\" in pod \"" + target.name() + "\" is ";
        for (String field : List.of("containerStatuses", "initContainerStatuses")) {
            for (JsonNode status : Json.arrayAt(pod, "status", field)) {
                JsonNode waiting = Json.at(status, "state", "waiting");
                if (Json.string(status, "name").equals(container) && waiting != null) {
                    throw ApiErrors.badRequest(prefix + "waiting to start: " + Json.string(waiting, "reason"));
                }
            }
        }
        boolean pending = Json.string(pod, "status", "phase").equals("Pending");
        boolean hasStatus = !Json.arrayAt(pod, "status", "containerStatuses").isEmpty();
        if (pending && !hasStatus) {
            throw ApiErrors.badRequest(prefix + "waiting to start: ContainerCreating");
        }
    }

    private LogRequest request(HttpCall call, ObjectNode pod, String container) {
        Long seconds = number(call, "sinceSeconds");
        @Nullable
        Instant since = seconds == null
                ? Timestamps.parse(call.parameter("sinceTime"))
                : clock.instant().minusSeconds(seconds);
        String node = Json.string(pod, "spec", "nodeName");
        return new LogRequest(
                pod,
                node.isEmpty() ? null : reader.get("nodes", "", node),
                container,
                call.flag("follow"),
                call.flag("timestamps"),
                number(call, "tailLines"),
                since,
                number(call, "limitBytes"),
                call.query());
    }

    private static @Nullable Long number(HttpCall call, String name) {
        String text = call.parameter(name);
        try {
            return text.isEmpty() ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw ApiErrors.badRequest(name + " must be a number: " + text);
        }
    }
}
