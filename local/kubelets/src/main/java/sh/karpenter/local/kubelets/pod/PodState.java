package sh.karpenter.local.kubelets.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A pod, reduced to what its kubelet looks at.
///
/// @param started whether its containers run
/// @param announced whether its containers are known to be waiting
/// @param deadline when its grace ends, null when it is not being deleted
/// @param preStop how long its containers sleep before they stop
/// @param readyDelay what the annotation says about starting, null when it says nothing
/// @param deleteDelay what the annotation says about stopping, null when it says nothing
public record PodState(
        String namespace,
        String name,
        String uid,
        String node,
        String phase,
        boolean announced,
        boolean started,
        @Nullable Instant startedAt,
        @Nullable Instant deadline,
        Duration grace,
        Duration preStop,
        @Nullable Duration readyDelay,
        @Nullable Duration deleteDelay,
        boolean completes,
        boolean unhealthy,
        boolean hostNetwork,
        boolean held,
        List<ContainerState> initContainers,
        List<ContainerState> containers,
        List<String> readinessGates) {
    private static final Pattern SLEEP = Pattern.compile("\\bsleep\\s+(\\d+)");
    private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|h|m|s)");
    private static final String READY_DELAY = "pod-ready.stage.kwok.x-k8s.io/delay";
    private static final String DELETE_DELAY = "pod-delete.stage.kwok.x-k8s.io/delay";

    /// @param sidecar an init container that keeps running
    public record ContainerState(String name, String image, boolean sidecar) {}

    public static PodState of(Pod pod) {
        ObjectMeta metadata = pod.getMetadata();
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        Map<String, String> annotations = metadata.getAnnotations() == null ? Map.of() : metadata.getAnnotations();
        Map<String, String> labels = metadata.getLabels() == null ? Map.of() : metadata.getLabels();
        Long grace = metadata.getDeletionGracePeriodSeconds();
        boolean started = status.getPodIP() != null && !status.getPodIP().isEmpty();
        return new PodState(
                metadata.getNamespace(),
                metadata.getName(),
                metadata.getUid(),
                pod.getSpec().getNodeName() == null ? "" : pod.getSpec().getNodeName(),
                status.getPhase() == null ? "Pending" : status.getPhase(),
                status.getContainerStatuses() != null
                        && !status.getContainerStatuses().isEmpty(),
                started,
                since(status),
                metadata.getDeletionTimestamp() == null ? null : Instant.parse(metadata.getDeletionTimestamp()),
                Duration.ofSeconds(grace == null ? 0 : grace),
                preStop(pod),
                duration(annotations.get(READY_DELAY)),
                duration(annotations.get(DELETE_DELAY)),
                metadata.getOwnerReferences().stream()
                        .anyMatch(owner -> owner.getKind().equals("Job")),
                "unhealthy".equals(labels.get("kwok.x-k8s.io/stage")),
                Boolean.TRUE.equals(pod.getSpec().getHostNetwork()),
                !metadata.getFinalizers().isEmpty(),
                containers(pod.getSpec().getInitContainers()),
                containers(pod.getSpec().getContainers()),
                pod.getSpec().getReadinessGates().stream()
                        .map(gate -> gate.getConditionType())
                        .toList());
    }

    private static @Nullable Instant since(PodStatus status) {
        for (PodCondition condition : status.getConditions()) {
            if (condition.getType().equals("Ready") && condition.getLastTransitionTime() != null) {
                return Instant.parse(condition.getLastTransitionTime());
            }
        }
        return null;
    }

    private static List<ContainerState> containers(@Nullable List<Container> containers) {
        return containers == null
                ? List.of()
                : containers.stream()
                        .map(container -> new ContainerState(
                                container.getName(),
                                container.getImage() == null ? "" : container.getImage(),
                                "Always".equals(container.getRestartPolicy())))
                        .toList();
    }

    /// The longest `preStop` sleep of the containers: the sleep action, or `sleep N` in a command.
    private static Duration preStop(Pod pod) {
        Duration longest = Duration.ZERO;
        for (Container container : pod.getSpec().getContainers()) {
            LifecycleHandler handler = container.getLifecycle() == null
                    ? null
                    : container.getLifecycle().getPreStop();
            Duration sleep = handler == null ? Duration.ZERO : sleep(handler);
            longest = sleep.compareTo(longest) > 0 ? sleep : longest;
        }
        return longest;
    }

    private static Duration sleep(LifecycleHandler handler) {
        if (handler.getSleep() != null && handler.getSleep().getSeconds() != null) {
            return Duration.ofSeconds(handler.getSleep().getSeconds());
        }
        if (handler.getExec() != null && handler.getExec().getCommand() != null) {
            Matcher matcher = SLEEP.matcher(String.join(" ", handler.getExec().getCommand()));
            return matcher.find() ? Duration.ofSeconds(Long.parseLong(matcher.group(1))) : Duration.ZERO;
        }
        return Duration.ZERO;
    }

    /// A duration as Go writes it, for example `1m30s`; null for none.
    static @Nullable Duration duration(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        Duration sum = Duration.ZERO;
        Matcher part = DURATION_PART.matcher(text);
        while (part.find()) {
            double amount = Double.parseDouble(part.group(1));
            long millis = switch (part.group(2)) {
                case "h" -> 3_600_000;
                case "m" -> 60_000;
                case "s" -> 1_000;
                default -> 1;
            };
            sum = sum.plusMillis(Math.round(amount * millis));
        }
        return sum;
    }

    /// Whether it has finished for good.
    public boolean terminal() {
        return phase.equals("Succeeded") || phase.equals("Failed");
    }
}
