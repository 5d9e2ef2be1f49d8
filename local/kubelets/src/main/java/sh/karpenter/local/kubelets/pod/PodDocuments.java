package sh.karpenter.local.kubelets.pod;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import sh.karpenter.local.kubelets.api.Json;
import sh.karpenter.local.kubelets.pod.PodState.ContainerState;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The status patches a kubelet writes about a pod. Pure. Strategic merge: conditions of others stay.
public final class PodDocuments {
    private PodDocuments() {}

    /// Containers are being made.
    public static ObjectNode announced(PodState pod, String hostAddress, Instant now) {
        boolean initializing = pod.initContainers().stream().anyMatch(container -> !container.sidecar());
        ArrayNode conditions = Json.array();
        conditions.add(condition("PodReadyToStartContainers", "False", "", now));
        conditions.add(
                initializing
                        ? condition("Initialized", "False", "ContainersNotInitialized", now)
                        : condition("Initialized", "True", "", now));
        conditions.add(condition("Ready", "False", "ContainersNotReady", now));
        conditions.add(condition("ContainersReady", "False", "ContainersNotReady", now));
        ArrayNode containers = Json.array();
        String reason = initializing ? "PodInitializing" : "ContainerCreating";
        for (ContainerState container : pod.containers()) {
            containers.add(waiting(container, reason));
        }
        ObjectNode status = Json.object(
                "phase", "Pending",
                "conditions", conditions,
                "hostIP", hostAddress,
                "startTime", seconds(now),
                "containerStatuses", containers);
        status.set("hostIPs", Json.array().add(Json.object("ip", hostAddress)));
        if (!pod.initContainers().isEmpty()) {
            ArrayNode init = Json.array();
            pod.initContainers().forEach(container -> init.add(waiting(container, "PodInitializing")));
            status.set("initContainerStatuses", init);
        }
        return Json.object("status", status);
    }

    /// All containers run; the pod is ready, unless it is one that is said to be unhealthy.
    public static ObjectNode running(PodState pod, String hostAddress, String address, Instant now) {
        String healthy = pod.unhealthy() ? "False" : "True";
        String reason = pod.unhealthy() ? "ContainersNotReady" : "";
        ArrayNode conditions = Json.array();
        conditions.add(condition("PodReadyToStartContainers", "True", "", now));
        conditions.add(condition("Initialized", "True", "", now));
        conditions.add(condition("ContainersReady", healthy, reason, now));
        conditions.add(condition("Ready", healthy, reason, now));
        for (String gate : pod.readinessGates()) {
            conditions.add(condition(gate, "True", "", now));
        }
        ObjectNode status = Json.object(
                "phase", pod.unhealthy() ? "Unknown" : "Running",
                "conditions", conditions,
                "hostIP", hostAddress,
                "podIP", address,
                "containerStatuses", statuses(pod, now, false));
        status.set("hostIPs", Json.array().add(Json.object("ip", hostAddress)));
        status.set("podIPs", Json.array().add(Json.object("ip", address)));
        ArrayNode init = Json.array();
        for (ContainerState container : pod.initContainers()) {
            ObjectNode state = container.sidecar()
                    ? Json.object("running", Json.object("startedAt", seconds(now)))
                    : Json.object("terminated", terminated(now, now));
            init.add(status(pod, container, state, container.sidecar()));
        }
        if (!init.isEmpty()) {
            status.set("initContainerStatuses", init);
        }
        return Json.object("status", status);
    }

    /// All containers have finished, well.
    ///
    /// @param phase `Succeeded`, or `Failed` for a pod that was told to stop
    public static ObjectNode finished(PodState pod, String phase, Instant now) {
        ArrayNode conditions = Json.array();
        String reason = phase.equals("Succeeded") ? "PodCompleted" : "PodFailed";
        conditions.add(condition("PodReadyToStartContainers", "False", "", now));
        conditions.add(condition("Initialized", "True", phase.equals("Succeeded") ? "PodCompleted" : "", now));
        conditions.add(condition("ContainersReady", "False", reason, now));
        conditions.add(condition("Ready", "False", reason, now));
        return Json.object(
                "status",
                Json.object(
                        "phase", phase,
                        "conditions", conditions,
                        "containerStatuses", statuses(pod, now, true)));
    }

    private static ArrayNode statuses(PodState pod, Instant now, boolean finished) {
        ArrayNode statuses = Json.array();
        Instant begun = pod.startedAt() == null ? now : pod.startedAt();
        for (ContainerState container : pod.containers()) {
            ObjectNode state = finished
                    ? Json.object("running", null, "terminated", terminated(begun, now))
                    : Json.object("waiting", null, "running", Json.object("startedAt", seconds(now)));
            statuses.add(status(pod, container, state, !finished && !pod.unhealthy()));
        }
        return statuses;
    }

    private static ObjectNode terminated(Instant begun, Instant now) {
        return Json.object(
                "exitCode", 0, "reason", "Completed", "startedAt", seconds(begun), "finishedAt", seconds(now));
    }

    private static ObjectNode status(PodState pod, ContainerState container, ObjectNode state, boolean ready) {
        return Json.object(
                "name",
                container.name(),
                "image",
                container.image(),
                "imageID",
                container.image(),
                "containerID",
                "containerd://" + identifier(pod.uid() + container.name()),
                "ready",
                ready,
                "started",
                ready,
                "restartCount",
                0,
                "state",
                state);
    }

    private static ObjectNode waiting(ContainerState container, String reason) {
        return Json.object(
                "name",
                container.name(),
                "image",
                container.image(),
                "imageID",
                "",
                "ready",
                false,
                "started",
                false,
                "restartCount",
                0,
                "state",
                Json.object("waiting", Json.object("reason", reason)));
    }

    private static String identifier(String seed) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < seed.length(); i++) {
            hash = (hash ^ seed.charAt(i)) * 0x100000001b3L;
        }
        return String.format(Locale.ROOT, "%016x%016x%016x%016x", hash, hash * 31, hash * 37, hash * 41);
    }

    private static ObjectNode condition(String type, String status, String reason, Instant now) {
        return Json.object(
                "type",
                type,
                "status",
                status,
                "reason",
                reason.isEmpty() ? null : reason,
                "message",
                reason.equals("ContainersNotReady") ? "containers are not ready" : null,
                "lastProbeTime",
                null,
                "lastTransitionTime",
                seconds(now));
    }

    private static String seconds(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
