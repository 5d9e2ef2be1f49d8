package sh.karpenter.controllers.event;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.kube.client.ApiServerException;
import sh.karpenter.kube.client.runtime.BackgroundQueue;
import sh.karpenter.kube.client.store.Events;
import sh.karpenter.kube.provider.EventSink;

/// Stores events on the API server, in the name of `karpenter`.
///
/// An event that was published lately (same reason, ignoring case, and same distinguishing values) is dropped.
/// What was published is forgotten after its time of quiet, so memory follows the rate of different events. An
/// event with the text of one that was stored lately counts that one up instead of being stored beside it. Of
/// some kinds no more than five per second are published, after the first ten.
public final class StoredEvents implements EventRecorder, EventSink {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final String COMPONENT = "karpenter";
    private static final int SWEEP_ABOVE = 1024;

    private final Events events;
    private final InstantSource clock;
    private static final int MOST_WAITING = 1000;

    /// Kinds of events that come by the thousand when a batch is planned. Source: Karpenter's rate limits of
    /// events.
    private static final Set<String> LIMITED = Set.of("Pod/Nominated", "Pod/InsufficientCapacityError");

    private static final double LIMITED_PER_SECOND = 5;
    private static final int LIMITED_BURST = 10;

    private final Map<List<String>, Instant> quietUntil = new HashMap<>();
    /// Those stored lately, by object, reason and text: many thousand would be no use, since they expire on the
    /// server.
    private static final int REMEMBERED = 1024;

    private final Map<List<String>, Event> lately = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, Event> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Map<String, EventRate> rates = new HashMap<>();
    private final Executor writer;

    /// Nothing published yet. Events are stored in the background; when a thousand wait, more are dropped.
    public StoredEvents(Events events, InstantSource clock) {
        this(events, clock, new BackgroundQueue("events", MOST_WAITING));
    }

    /// Nothing published yet.
    ///
    /// @param writer runs the storing of each event
    public StoredEvents(Events events, InstantSource clock, Executor writer) {
        this.events = events;
        this.clock = clock;
        this.writer = writer;
    }

    @Override
    public void publish(ObjectEvent event) {
        Instant now = clock.instant();
        if (firstOfItsKind(event, now) && withinRate(event, now)) {
            writer.execute(() -> store(event, now));
        }
    }

    private void store(ObjectEvent event, Instant now) {
        List<String> same = List.of(event.about().identity(), event.reason(), event.message());
        Event before = remembered(same);
        try {
            remember(same, before == null ? events.create(stored(event, now)) : repeated(before, now));
        } catch (ApiServerException refused) {
            log.atDebug()
                    .addKeyValue("reason", event.reason())
                    .addKeyValue("error", refused.getMessage())
                    .log("could not store an event");
        }
    }

    private synchronized @Nullable Event remembered(List<String> same) {
        return lately.get(same);
    }

    private synchronized void remember(List<String> same, Event stored) {
        lately.put(same, stored);
    }

    /// Counts an event up; one that is not there any more is stored again.
    private Event repeated(Event before, Instant now) {
        int count = Objects.requireNonNullElse(before.getCount(), 1) + 1;
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        try {
            events.repeat(before, count, time);
            return new EventBuilder(before)
                    .withCount(count)
                    .withLastTimestamp(time)
                    .build();
        } catch (ApiServerException refused) {
            if (refused.kind() != ApiServerException.Kind.NOT_FOUND) {
                throw refused;
            }
            return events.create(new EventBuilder(before)
                    .withNewMetadata()
                    .withNamespace(before.getMetadata().getNamespace())
                    .withName(before.getInvolvedObject().getName() + "." + suffix(now))
                    .endMetadata()
                    .withFirstTimestamp(time)
                    .withLastTimestamp(time)
                    .withCount(1)
                    .build());
        }
    }

    private static String suffix(Instant now) {
        return Long.toHexString(now.getEpochSecond() * 1_000_000_000L + now.getNano());
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

    private synchronized boolean withinRate(ObjectEvent event, Instant now) {
        String kind = event.about().kind() + "/" + event.reason();
        return !LIMITED.contains(kind)
                || rates.computeIfAbsent(kind, _ -> new EventRate(LIMITED_PER_SECOND, LIMITED_BURST, now))
                        .take(now);
    }

    private static Event stored(ObjectEvent event, Instant now) {
        ObjectEvent.Subject about = event.about();
        String namespace = about.namespace().isEmpty() ? "default" : about.namespace();
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(about.name() + "." + suffix(now))
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
