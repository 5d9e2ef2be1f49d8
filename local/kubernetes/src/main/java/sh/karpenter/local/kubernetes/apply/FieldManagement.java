package sh.karpenter.local.kubernetes.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.shape.Shape;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Keeps `metadata.managedFields`.
///
/// An *apply* owns exactly the fields in its body. Fields that it owned before and no longer mentions are
/// removed from the object unless somebody else owns them too. A field whose value it would change while
/// another manager owns it is a conflict, unless forced; then the ownership moves. Any other write, an
/// *update*, takes the fields that it changed.
///
/// @param manager who writes
/// @param apiVersion the version that the fields are named in
/// @param subresource through which is written, empty for the object itself
/// @param now the time of the write
public record FieldManagement(String manager, String apiVersion, String subresource, String now) {
    private static final String FIRST = "before-first-apply";
    private static final List<String> UNTRACKED_METADATA = List.of(
            "name",
            "namespace",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generateName",
            "managedFields",
            "selfLink");

    /// The live object with the applied one merged in, and managed fields to match.
    ///
    /// @param live the current object, an empty one when there is none
    /// @param applied the body of the request
    /// @param force whether to take over fields that others own
    /// @throws ApiException 409 when fields are owned by others
    public ObjectNode apply(ObjectNode live, ObjectNode applied, Shape shape, boolean force) {
        List<ManagedEntry> entries = entries(live);
        if (entries.isEmpty() && !live.isEmpty()) {
            FieldSet present = tracked(Typed.fields(live, shape));
            entries = List.of(new ManagedEntry(FIRST, "Update", apiVersion, "", now, present));
        }
        FieldSet wanted = tracked(Typed.fields(applied, shape));
        JsonNode merged = Typed.merge(live, applied, shape);
        FieldSet changes = tracked(Typed.changed(live, merged, shape)).intersect(wanted);
        if (!force) {
            refuseConflicts(entries, changes);
        }
        FieldSet before = FieldSet.empty();
        List<ManagedEntry> next = new ArrayList<>();
        FieldSet foreign = FieldSet.empty();
        for (ManagedEntry entry : entries) {
            if (entry.isBy(manager, "Apply", subresource)) {
                before = entry.fields();
            } else {
                ManagedEntry rest = entry.narrowed(entry.fields().minus(changes));
                foreign = foreign.union(rest.fields());
                next.add(rest);
            }
        }
        FieldSet abandoned = before.minus(wanted).minus(foreign);
        // What is applied empty stays, though all that was in it goes.
        JsonNode result = Typed.merge(Typed.without(merged, abandoned, shape), applied, shape);
        if (!(result instanceof ObjectNode object)) {
            throw new IllegalStateException("an object stays an object");
        }
        FieldSet existing = Typed.fields(object, shape);
        next.replaceAll(entry -> entry.narrowed(entry.fields().intersect(existing)));
        next.removeIf(entry -> entry.fields().isEmpty());
        next.addFirst(own(entries, wanted));
        ObjectNode copy = object.deepCopy();
        Metadata.of(copy).set("managedFields", ManagedEntry.toJson(next));
        return copy;
    }

    /// The managed fields after a write that is not an apply.
    ///
    /// @param live the object before, null when it is created
    /// @param next the object after; its own managed fields are what the client sent
    public ArrayNode update(@Nullable ObjectNode live, ObjectNode next, Shape shape) {
        List<ManagedEntry> entries = sent(live, next);
        FieldSet changes = tracked(Typed.changed(live, next, shape));
        if (!subresource.isEmpty()) {
            TreeMap<String, FieldSet> status = new TreeMap<>();
            status.put("f:" + subresource, changes.child("f:" + subresource));
            changes = FieldSet.of(false, status);
        }
        FieldSet existing = Typed.fields(next, shape);
        List<ManagedEntry> result = new ArrayList<>();
        boolean found = false;
        for (ManagedEntry entry : entries) {
            FieldSet rest = entry.fields().intersect(existing);
            if (entry.isBy(manager, "Update", subresource) && entry.apiVersion().equals(apiVersion)) {
                found = true;
                result.add(entry.with(rest.union(changes), now));
            } else {
                result.add(entry.narrowed(rest.minus(changes)));
            }
        }
        if (!found && !changes.isEmpty()) {
            result.add(new ManagedEntry(manager, "Update", apiVersion, subresource, now, changes));
        }
        result.removeIf(entry -> entry.fields().isEmpty());
        return ManagedEntry.toJson(result);
    }

    private ManagedEntry own(List<ManagedEntry> entries, FieldSet wanted) {
        for (ManagedEntry entry : entries) {
            if (entry.isBy(manager, "Apply", subresource) && entry.fields().equals(wanted)) {
                return entry;
            }
        }
        return new ManagedEntry(manager, "Apply", apiVersion, subresource, now, wanted);
    }

    private void refuseConflicts(List<ManagedEntry> entries, FieldSet changes) {
        List<String> lines = new ArrayList<>();
        ArrayNode causes = Json.array();
        int count = 0;
        for (ManagedEntry entry : entries) {
            if (entry.isBy(manager, "Apply", subresource)) {
                continue;
            }
            List<String> paths = entry.fields().intersect(changes).paths();
            if (paths.isEmpty()) {
                continue;
            }
            String who = describe(entry);
            lines.add("conflicts with " + who + ":");
            for (String path : paths) {
                count++;
                lines.add("- " + path);
                causes.addObject()
                        .put("reason", "FieldManagerConflict")
                        .put("message", "conflict with " + who)
                        .put("field", path);
            }
        }
        if (count == 0) {
            return;
        }
        String message = count == 1
                ? "Apply failed with 1 conflict: " + Json.string(causes.get(0), "message") + ": "
                        + Json.string(causes.get(0), "field")
                : "Apply failed with " + count + " conflicts: " + String.join("\n", lines);
        ObjectNode details = Json.object();
        details.set("causes", causes);
        throw ApiErrors.of(409, "Conflict", message, details);
    }

    private static String describe(ManagedEntry entry) {
        StringBuilder text = new StringBuilder("\"" + entry.manager() + "\"");
        if (!entry.subresource().isEmpty()) {
            text.append(" with subresource \"").append(entry.subresource()).append('"');
        }
        if (entry.operation().equals("Update")) {
            text.append(" using ").append(entry.apiVersion());
        }
        return text.toString();
    }

    private static List<ManagedEntry> entries(ObjectNode object) {
        return ManagedEntry.parse(Json.arrayAt(object, "metadata", "managedFields"));
    }

    /// A client may rewrite the list, or reset it by an empty one; sending none keeps what is there.
    private static List<ManagedEntry> sent(@Nullable ObjectNode live, ObjectNode next) {
        JsonNode own = Json.at(next, "metadata", "managedFields");
        if (own instanceof ArrayNode list) {
            return ManagedEntry.parse(list);
        }
        return live == null ? List.of() : entries(live);
    }

    private static FieldSet tracked(FieldSet all) {
        TreeMap<String, FieldSet> kept = new TreeMap<>(all.children());
        kept.remove("f:apiVersion");
        kept.remove("f:kind");
        FieldSet metadata = kept.get("f:metadata");
        if (metadata != null) {
            TreeMap<String, FieldSet> fields = new TreeMap<>(metadata.children());
            UNTRACKED_METADATA.forEach(name -> fields.remove("f:" + name));
            kept.put("f:metadata", FieldSet.of(false, fields));
        }
        return FieldSet.of(false, kept);
    }
}
