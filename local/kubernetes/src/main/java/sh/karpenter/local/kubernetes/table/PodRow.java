package sh.karpenter.local.kubernetes.table;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Conditions;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.object.Timestamps;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The row of a pod. Its status is a word that says most about the pod: its phase, unless a container has
/// something more telling to say.
final class PodRow {
    private final ObjectNode pod;
    private final Instant now;
    private String word;
    private int ready;
    private int total;
    private long restarts;
    private @Nullable Instant lastRestart;

    private PodRow(ObjectNode pod, Instant now) {
        this.pod = pod;
        this.now = now;
        this.word = Json.string(pod, "status", "phase");
    }

    static List<Object> of(ObjectNode pod, Instant now) {
        PodRow row = new PodRow(pod, now);
        row.compute();
        return row.cells();
    }

    private List<Object> cells() {
        String age = Ages.since(lastRestart, now);
        String restartText =
                lastRestart == null || restarts == 0 ? Long.toString(restarts) : restarts + " (" + age + " ago)";
        String ip = Json.string(Json.arrayAt(pod, "status", "podIPs").get(0), "ip");
        if (ip.isEmpty()) {
            ip = Json.string(pod, "status", "podIP");
        }
        return List.of(
                Metadata.name(pod),
                ready + "/" + total,
                word,
                restartText,
                Cells.age(pod, now),
                ip.isEmpty() ? Cells.NONE : ip,
                Cells.text(Json.at(pod, "spec", "nodeName"), Cells.NONE),
                Cells.text(Json.at(pod, "status", "nominatedNodeName"), Cells.NONE),
                readinessGates());
    }

    private void compute() {
        String reason = Json.string(pod, "status", "reason");
        if (!reason.isEmpty()) {
            word = reason;
        }
        ObjectNode scheduled = Conditions.find(pod.get("status"), "PodScheduled");
        if (Json.string(scheduled, "reason").equals("SchedulingGated")) {
            word = "SchedulingGated";
        }
        total = Json.arrayAt(pod, "spec", "containers").size();
        boolean initializing = initContainers();
        ObjectNode initialized = Conditions.find(pod.get("status"), "Initialized");
        if (!initializing || Json.string(initialized, "status").equals("True")) {
            containers();
        }
        if (Metadata.isTerminating(pod)) {
            String phase = Json.string(pod, "status", "phase");
            if (reason.equals("NodeLost")) {
                word = "Unknown";
            } else if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
                word = "Terminating";
            }
        }
    }

    /// Whether some init container is still at work.
    private boolean initContainers() {
        ArrayNode declared = Json.arrayAt(pod, "spec", "initContainers");
        List<String> sidecars = new ArrayList<>();
        for (JsonNode container : declared) {
            if (Json.string(container, "restartPolicy").equals("Always")) {
                sidecars.add(Json.string(container, "name"));
                total++;
            }
        }
        int index = 0;
        for (JsonNode status : Json.arrayAt(pod, "status", "initContainerStatuses")) {
            countRestarts(status);
            boolean sidecar = sidecars.contains(Json.string(status, "name"));
            JsonNode terminated = Json.at(status, "state", "terminated");
            String waiting = Json.string(status, "state", "waiting", "reason");
            boolean started = sidecar && Json.isTrue(status, "started");
            if (started && Json.isTrue(status, "ready")) {
                ready++;
            }
            index++;
            if (started || (terminated != null && Json.at(terminated, "exitCode") != null && code(terminated) == 0)) {
                continue;
            }
            if (terminated != null) {
                word = "Init:" + ended(terminated);
            } else if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
                word = "Init:" + waiting;
            } else {
                word = "Init:" + (index - 1) + "/" + declared.size();
            }
            return true;
        }
        return false;
    }

    private void containers() {
        restarts = sidecarRestarts();
        boolean running = false;
        String failed = "";
        ArrayNode statuses = Json.arrayAt(pod, "status", "containerStatuses");
        for (int at = statuses.size() - 1; at >= 0; at--) {
            JsonNode status = statuses.get(at);
            countRestarts(status);
            JsonNode terminated = Json.at(status, "state", "terminated");
            String waiting = Json.string(status, "state", "waiting", "reason");
            if (!waiting.isEmpty()) {
                word = waiting;
            } else if (terminated != null) {
                word = ended(terminated);
                if (code(terminated) != 0) {
                    failed = word;
                }
            } else if (Json.isTrue(status, "ready") && Json.at(status, "state", "running") != null) {
                running = true;
                ready++;
            }
        }
        if (word.equals("Completed") && running) {
            ObjectNode condition = Conditions.find(pod.get("status"), "Ready");
            boolean isReady = Json.string(condition, "status").equals("True");
            word = !failed.isEmpty() ? failed : isReady ? "Running" : "NotReady";
        }
    }

    private long sidecarRestarts() {
        long count = 0;
        for (JsonNode container : Json.arrayAt(pod, "spec", "initContainers")) {
            for (JsonNode status : Json.arrayAt(pod, "status", "initContainerStatuses")) {
                if (Json.string(container, "restartPolicy").equals("Always")
                        && Json.string(status, "name").equals(Json.string(container, "name"))) {
                    Long restarted = Json.number(status, "restartCount");
                    count += restarted == null ? 0 : restarted;
                }
            }
        }
        return count;
    }

    private void countRestarts(JsonNode status) {
        Long count = Json.number(status, "restartCount");
        restarts += count == null ? 0 : count;
        Instant finished = Timestamps.parse(Json.string(status, "lastState", "terminated", "finishedAt"));
        if (finished != null && (lastRestart == null || finished.isAfter(lastRestart))) {
            lastRestart = finished;
        }
    }

    private static long code(JsonNode terminated) {
        Long code = Json.number(terminated, "exitCode");
        return code == null ? 0 : code;
    }

    private static String ended(JsonNode terminated) {
        String reason = Json.string(terminated, "reason");
        if (!reason.isEmpty()) {
            return reason;
        }
        Long signal = Json.number(terminated, "signal");
        return signal != null && signal != 0 ? "Signal:" + signal : "ExitCode:" + code(terminated);
    }

    private String readinessGates() {
        ArrayNode gates = Json.arrayAt(pod, "spec", "readinessGates");
        int open = 0;
        for (JsonNode gate : gates) {
            ObjectNode condition = Conditions.find(pod.get("status"), Json.string(gate, "conditionType"));
            open += Json.string(condition, "status").equals("True") ? 1 : 0;
        }
        return gates.isEmpty() ? Cells.NONE : open + "/" + gates.size();
    }
}
