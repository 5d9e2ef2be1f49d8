package sh.karpenter.local.kubelets.api;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// The events that kubelets write. One that cannot be written is dropped.
public final class KubeletEvents {
    private static final Logger LOG = LoggerFactory.getLogger(KubeletEvents.class);

    private final KubeletApi api;
    private final AtomicLong sequence;

    /// @param start where the numbers in event names begin, so that another run does not repeat them
    public KubeletEvents(KubeletApi api, Instant start) {
        this.api = api;
        this.sequence = new AtomicLong(start.getEpochSecond() * 1_000_000_000L + start.getNano());
    }

    /// About a node. As real kubelets do, the name stands for the uid: `kubectl describe node` looks for that.
    public void aboutNode(String node, String reason, String message, Instant now) {
        ObjectNode subject = Json.object("kind", "Node", "apiVersion", "v1", "name", node, "uid", node);
        write("default", node, node, subject, reason, message, now);
    }

    /// About a pod, or one of its containers.
    ///
    /// @param container empty for the pod as a whole
    public void aboutPod(PodName pod, String node, String container, String reason, String message, Instant now) {
        ObjectNode subject = Json.object(
                "kind", "Pod",
                "apiVersion", "v1",
                "namespace", pod.namespace(),
                "name", pod.name(),
                "uid", pod.uid());
        if (!container.isEmpty()) {
            subject.put("fieldPath", "spec.containers{" + container + "}");
        }
        write(pod.namespace(), pod.name(), node, subject, reason, message, now);
    }

    /// Names a pod.
    public record PodName(String namespace, String name, String uid) {}

    private void write(
            String namespace,
            String object,
            String node,
            ObjectNode subject,
            String reason,
            String message,
            Instant now) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        String name = object + "." + String.format("%016x", sequence.incrementAndGet());
        ObjectNode event = Json.object(
                "apiVersion",
                "v1",
                "kind",
                "Event",
                "metadata",
                Json.object("name", name, "namespace", namespace),
                "involvedObject",
                subject,
                "reason",
                reason,
                "message",
                message,
                "type",
                "Normal",
                "count",
                1,
                "firstTimestamp",
                time,
                "lastTimestamp",
                time,
                "source",
                Json.object("component", "kubelet", "host", node),
                "reportingComponent",
                "kubelet",
                "reportingInstance",
                node);
        try {
            api.create("/api/v1/namespaces/" + namespace + "/events", event);
        } catch (IOException dropped) {
            LOG.debug("event {} about {} not written: {}", reason, object, dropped.getMessage());
        }
    }
}
