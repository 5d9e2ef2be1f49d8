package sh.karpenter.local.kubernetes.pipeline;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.request.ListOptions;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.resource.ResourceDefinition;
import sh.karpenter.local.kubernetes.selector.FieldSelector;
import sh.karpenter.local.kubernetes.selector.LabelSelector;
import sh.karpenter.local.kubernetes.store.ObjectStore;
import sh.karpenter.local.kubernetes.store.ObjectStore.Snapshot;
import sh.karpenter.local.kubernetes.store.StoreKey;
import tools.jackson.databind.node.ObjectNode;

/// Gets and lists.
final class Reader {
    private static final Duration WAIT_FOR_REVISION = Duration.ofSeconds(3);

    private final ObjectStore store;

    Reader(ObjectStore store) {
        this.store = store;
    }

    ObjectNode get(Target target) {
        ObjectNode stored = store.get(target.definition().storedAs(), target.key());
        if (stored == null) {
            throw target.notFound();
        }
        return target.definition()
                .strategy()
                .fromStorage(stored, target.version().name());
    }

    Listing list(Target target, ListOptions options) {
        FieldLabels.check(target, options.fields());
        Page page = Page.of(options);
        if (page.revision() == 0 && options.resourceVersion().length() > 1) {
            awaitRevision(revision(options.resourceVersion()));
        }
        Snapshot snapshot = snapshot(target, options, page);
        List<ObjectNode> found = new ArrayList<>();
        boolean selective =
                !options.labels().isEverything() || !options.fields().isEverything();
        @Nullable StoreKey last = null;
        List<ObjectNode> objects = snapshot.objects();
        int at = page.after() == null ? 0 : firstAfter(objects, page.after());
        while (at < objects.size() && (options.limit() <= 0 || found.size() < options.limit())) {
            ObjectNode object = objects.get(at++);
            if (matches(target.definition(), object, options.labels(), options.fields())) {
                found.add(target.definition()
                        .strategy()
                        .fromStorage(object, target.version().name()));
                last = key(object);
            }
        }
        int left = objects.size() - at;
        boolean more = left > 0 && last != null;
        String token = more ? new Page(snapshot.revision(), last).token() : "";
        return new Listing(found, snapshot.revision(), token, more && !selective ? Long.valueOf(left) : null);
    }

    /// Where the objects behind a key begin, in a list in key order.
    private static int firstAfter(List<ObjectNode> objects, StoreKey key) {
        int low = 0;
        int high = objects.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (key(objects.get(middle)).compareTo(key) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static StoreKey key(ObjectNode object) {
        return new StoreKey(Metadata.namespace(object), Metadata.name(object));
    }

    /// Whether a stored object is selected.
    static boolean matches(
            ResourceDefinition definition, ObjectNode object, LabelSelector labels, FieldSelector fields) {
        return (labels.isEverything() || labels.matches(Metadata.labels(object)))
                && (fields.isEverything() || fields.matches(FieldLabels.reader(definition, object)));
    }

    /// Waits a little for a resource version that the client has seen elsewhere.
    void awaitRevision(long wanted) {
        try {
            if (!store.awaitRevision(wanted, WAIT_FOR_REVISION)) {
                throw ApiErrors.resourceVersionTooLarge(wanted, store.revision());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiErrors.of(503, "ServiceUnavailable", "the server is stopping", null);
        }
    }

    /// A resource version as a number.
    static long revision(String text) {
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ApiErrors.badRequest("invalid resource version: resourceVersion: Invalid value: \"" + text
                    + "\": strconv.ParseUint: parsing \"" + text + "\": invalid syntax");
        }
    }

    private Snapshot snapshot(Target target, ListOptions options, Page page) {
        ResourceDefinition definition = target.definition();
        String resource = definition.storedAs();
        String namespace = target.namespace().isEmpty() ? null : target.namespace();
        long at = page.revision();
        if (at == 0 && options.resourceVersionMatch().equals("Exact")) {
            at = revision(options.resourceVersion());
        }
        if (at != 0) {
            Snapshot past = store.listAt(resource, namespace, at);
            if (past == null) {
                throw ApiErrors.expired(
                        "The provided continue parameter is too old to display a consistent list result."
                                + " You must start a new list without the continue parameter.");
            }
            return past;
        }
        String name = options.fields().pinned("metadata.name");
        if (name != null && (namespace != null || !definition.namespaced())) {
            long revision = store.revision();
            ObjectNode one = store.get(resource, new StoreKey(namespace == null ? "" : namespace, name));
            return new Snapshot(one == null ? List.of() : List.of(one), revision);
        }
        for (FieldSelector.Term term : options.fields().terms()) {
            Snapshot indexed = term.equal() ? store.listIndexed(resource, term.field(), term.value(), namespace) : null;
            if (indexed != null) {
                return indexed;
            }
        }
        return store.list(resource, namespace);
    }

    /// Where a limited list goes on.
    ///
    /// @param revision the snapshot's resource version, 0 for a first page
    /// @param after the last key of the page before
    private record Page(long revision, @Nullable StoreKey after) {

        static Page of(ListOptions options) {
            if (options.continueToken().isEmpty()) {
                return new Page(0, null);
            }
            try {
                String[] parts = new String(
                                Base64.getUrlDecoder().decode(options.continueToken()), StandardCharsets.UTF_8)
                        .split("\n", -1);
                return new Page(Long.parseLong(parts[0]), new StoreKey(parts[1], parts[2]));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw ApiErrors.badRequest("continue key is not valid: " + options.continueToken());
            }
        }

        String token() {
            String text = after == null ? "" : revision + "\n" + after.namespace() + "\n" + after.name();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
