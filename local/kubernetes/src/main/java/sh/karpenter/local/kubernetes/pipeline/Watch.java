package sh.karpenter.local.kubernetes.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.request.WatchOptions;
import sh.karpenter.local.kubernetes.store.ObjectStore;
import sh.karpenter.local.kubernetes.store.StoredEvent;
import tools.jackson.databind.node.ObjectNode;

/// One watch of one client, seen through its selectors: an object that begins to match is `ADDED`, one that
/// ceases to match is `DELETED`. Used by one thread.
public final class Watch {
    private final Target target;
    private final WatchOptions options;
    private final ObjectStore.Cursor cursor;
    private boolean initialPending;
    private final boolean endsInitial;

    Watch(Target target, WatchOptions options, ObjectStore store, Reader reader) {
        this.target = target;
        this.options = options;
        check(options);
        FieldLabels.check(target, options.fields());
        String resource = target.definition().storedAs();
        String namespace = target.namespace().isEmpty() ? null : target.namespace();
        long after = Reader.revision(options.resourceVersion());
        if (after > 0) {
            reader.awaitRevision(after);
        }
        boolean streamedList = Boolean.TRUE.equals(options.sendInitialEvents());
        boolean fromNow = after == 0 || streamedList;
        this.cursor = fromNow ? store.watchFromNow(resource, namespace) : store.watchAfter(resource, after);
        this.initialPending = fromNow && !Boolean.FALSE.equals(options.sendInitialEvents());
        this.endsInitial = streamedList && options.bookmarks();
    }

    /// One line of the stream.
    ///
    /// @param type `ADDED`, `MODIFIED`, `DELETED` or `BOOKMARK`
    /// @param object in the version of the request
    public record Event(String type, ObjectNode object) {}

    /// Waits for events.
    ///
    /// @param most how long to wait for the first one
    /// @return empty when none came in time
    /// @throws sh.karpenter.local.kubernetes.access.ApiException 410 when this reader was too slow
    public List<Event> next(Duration most) throws InterruptedException {
        if (initialPending) {
            initialPending = false;
            List<Event> initial = initial();
            if (!initial.isEmpty()) {
                return initial;
            }
        }
        List<Event> events = new ArrayList<>();
        for (StoredEvent event : cursor.next(most)) {
            Event seen = seen(event);
            if (seen != null) {
                events.add(seen);
            }
        }
        return events;
    }

    /// A bookmark at the newest resource version, or null when events are waiting to be taken.
    public @Nullable Event bookmark() {
        long revision = cursor.caughtUpRevision();
        return revision < 0 ? null : bookmark(revision, false);
    }

    /// Whether the client asked for bookmarks.
    public boolean wantsBookmarks() {
        return options.bookmarks();
    }

    private List<Event> initial() {
        List<Event> events = new ArrayList<>();
        for (ObjectNode object : cursor.initial().objects()) {
            if (isSelected(object)) {
                events.add(new Event("ADDED", inVersion(object)));
            }
        }
        if (endsInitial) {
            events.add(bookmark(cursor.initial().revision(), true));
        }
        return events;
    }

    private @Nullable Event seen(StoredEvent event) {
        Change change = event.change();
        ObjectNode before = change.previous();
        boolean matched = before != null && isSelected(before);
        boolean matches = change.type() != Change.Type.DELETED && isSelected(change.object());
        if (!matched && !matches) {
            return null;
        }
        if (matched && matches) {
            return new Event("MODIFIED", inVersion(change.object()));
        }
        if (matches) {
            return new Event("ADDED", inVersion(change.object()));
        }
        if (before == null || change.type() == Change.Type.DELETED) {
            return new Event("DELETED", inVersion(change.object()));
        }
        ObjectNode last = before.deepCopy();
        Metadata.of(last).put("resourceVersion", Long.toString(event.revision()));
        return new Event("DELETED", inVersion(last));
    }

    private boolean isSelected(ObjectNode object) {
        return (target.namespace().isEmpty() || Metadata.namespace(object).equals(target.namespace()))
                && Reader.matches(target.definition(), object, options.labels(), options.fields());
    }

    private ObjectNode inVersion(ObjectNode stored) {
        return target.definition()
                .strategy()
                .fromStorage(stored, target.version().name());
    }

    private Event bookmark(long revision, boolean endsInitialEvents) {
        ObjectNode object = Json.object();
        object.put("kind", target.definition().names().kind()).put("apiVersion", target.apiVersion());
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("resourceVersion", Long.toString(revision));
        metadata.putNull("creationTimestamp");
        if (endsInitialEvents) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        return new Event("BOOKMARK", object);
    }

    private static void check(WatchOptions options) {
        boolean notOlderThan = options.resourceVersionMatch().equals("NotOlderThan");
        String problem = null;
        if (options.sendInitialEvents() != null && !notOlderThan) {
            problem = "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan";
        } else if (options.sendInitialEvents() == null
                && !options.resourceVersionMatch().isEmpty()) {
            problem = "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided";
        }
        if (problem != null) {
            throw ApiErrors.invalidOptions(
                    "ListOptions.meta.k8s.io", List.of(FieldError.forbidden("resourceVersionMatch", problem)));
        }
    }
}
