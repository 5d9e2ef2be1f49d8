package sh.karpenter.local.kubernetes.cluster.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

/// Writes events. The same event about the same object within ten minutes is counted up instead of written
/// anew, as client libraries do.
public final class EventRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
    private static final Duration SAME_WITHIN = Duration.ofMinutes(10);
    private static final int REMEMBERED = 4096;

    private record Subject(String uid, String name, String component, String type, String reason, String message) {}

    private record Written(ObjectKey event, int count, Instant last) {}

    private final ClusterClient client;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<Subject, Written> recent = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Subject, Written> eldest) {
            return size() > REMEMBERED;
        }
    };

    EventRecorder(ClusterClient client, InstantSource clock, RandomGenerator random) {
        this.client = client;
        this.clock = clock;
        this.random = random;
    }

    /// Something expected happened.
    public void normal(ResourceKind kind, ObjectNode object, String component, String reason, String message) {
        record(kind, object, component, "Normal", reason, message);
    }

    /// Something is wrong.
    public void warning(ResourceKind kind, ObjectNode object, String component, String reason, String message) {
        record(kind, object, component, "Warning", reason, message);
    }

    /// Events are a courtesy: when one cannot be written, that is logged and nothing else happens.
    private void record(
            ResourceKind kind, ObjectNode object, String component, String type, String reason, String message) {
        Instant now = clock.instant();
        Subject subject = new Subject(Metadata.uid(object), Metadata.name(object), component, type, reason, message);
        Written before = recent.get(subject);
        try {
            if (before != null && before.last.plus(SAME_WITHIN).isAfter(now)) {
                int count = before.count + 1;
                client.patch(before.event, Tree.object("count", count, "lastTimestamp", Metadata.timestamp(now)));
                recent.put(subject, new Written(before.event, count, now));
            } else {
                recent.put(subject, new Written(create(kind, object, subject, now), 1, now));
            }
        } catch (ApiException refused) {
            recent.remove(subject);
            LOG.debug("event {} about {} not written: {}", reason, subject.name, refused.getMessage());
        }
    }

    private ObjectKey create(ResourceKind kind, ObjectNode object, Subject subject, Instant now) {
        String namespace = kind.namespaced() ? Metadata.namespace(object) : "default";
        String name = subject.name + "." + String.format("%016x", random.nextLong());
        ObjectNode event = Tree.object(
                "metadata",
                Tree.object("name", name, "namespace", namespace),
                "involvedObject",
                Tree.object(
                        "kind",
                        kind.kind(),
                        "apiVersion",
                        kind.apiVersion(),
                        "namespace",
                        kind.namespaced() ? namespace : "",
                        "name",
                        subject.name,
                        "uid",
                        subject.uid,
                        "resourceVersion",
                        Metadata.resourceVersion(object)),
                "reason",
                subject.reason,
                "message",
                subject.message,
                "source",
                Tree.object("component", subject.component),
                "reportingComponent",
                subject.component,
                "reportingInstance",
                "",
                "firstTimestamp",
                Metadata.timestamp(now),
                "lastTimestamp",
                Metadata.timestamp(now),
                "count",
                1,
                "type",
                subject.type);
        client.create(Kinds.EVENTS, event);
        return new ObjectKey(Kinds.EVENTS, namespace, name);
    }
}
