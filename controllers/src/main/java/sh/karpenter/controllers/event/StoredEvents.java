package sh.karpenter.controllers.event;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.kube.client.ApiServerException;
import sh.karpenter.kube.client.store.Events;
import sh.karpenter.kube.provider.EventSink;

/// Stores events on the API server, in the name of `karpenter`.
///
/// An event that was published lately (same reason, ignoring case, and same distinguishing values) is dropped.
/// What was
/// published is forgotten after its time of quiet, so memory follows the rate of different events.
public final class StoredEvents implements EventRecorder, EventSink {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final String COMPONENT = "karpenter";
    private static final int SWEEP_ABOVE = 1024;

    private final Events events;
    private final InstantSource clock;
    private final Map<List<String>, Instant> quietUntil = new HashMap<>();

    /// Nothing published yet.
    public StoredEvents(Events events, InstantSource clock) {
        this.events = events;
        this.clock = clock;
    }

    @Override
    public void publish(ObjectEvent event) {
        Instant now = clock.instant();
        if (!firstOfItsKind(event, now)) {
            return;
        }
        try {
            var unused = events.create(stored(event, now));
        } catch (ApiServerException refused) {
            log.atDebug()
                    .addKeyValue("reason", event.reason())
                    .addKeyValue("error", refused.getMessage())
                    .log("could not store an event");
        }
    }

    @Override
    public void publish(About about, Severity severity, String reason, String message) {
        var subject = new ObjectEvent.Subject(about.apiVersion(), about.kind(), "", about.name(), about.uid());
        publish(
                switch (severity) {
                    case NORMAL -> ObjectEvent.normal(subject, reason, message);
                    case WARNING -> ObjectEvent.warning(subject, reason, message);
                });
    }

    private synchronized boolean firstOfItsKind(ObjectEvent event, Instant now) {
        if (quietUntil.size() > SWEEP_ABOVE) {
            quietUntil.values().removeIf(until -> !until.isAfter(now));
        }
        var identity = new ArrayList<String>();
        identity.add(event.reason().toLowerCase(Locale.ROOT));
        identity.addAll(event.sameAs());
        Instant until = quietUntil.get(identity);
        if (until != null && until.isAfter(now)) {
            return false;
        }
        quietUntil.put(identity, now.plus(event.quiet()));
        return true;
    }

    private static Event stored(ObjectEvent event, Instant now) {
        ObjectEvent.Subject about = event.about();
        String namespace = about.namespace().isEmpty() ? "default" : about.namespace();
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(about.name() + "." + Long.toHexString(now.getEpochSecond() * 1_000_000_000L + now.getNano()))
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.apiVersion())
                .withKind(about.kind())
                .withName(about.name())
                .withNamespace(about.namespace().isEmpty() ? null : about.namespace())
                .withUid(about.uid().isEmpty() ? null : about.uid())
                .endInvolvedObject()
                .withType(event.severity().text())
                .withReason(event.reason())
                .withMessage(event.message())
                .withNewSource()
                .withComponent(COMPONENT)
                .endSource()
                .withReportingComponent(COMPONENT)
                .withFirstTimestamp(time)
                .withLastTimestamp(time)
                .withCount(1)
                .build();
    }
}
