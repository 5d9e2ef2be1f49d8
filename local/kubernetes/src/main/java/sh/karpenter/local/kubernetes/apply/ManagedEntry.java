package sh.karpenter.local.kubernetes.apply;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One entry of `metadata.managedFields`.
///
/// @param manager who owns the fields
/// @param operation `Apply` or `Update`
/// @param apiVersion the version that the fields are named in
/// @param subresource through which they were written, empty for the object itself
/// @param time when the entry last changed
/// @param fields what is owned
record ManagedEntry(
        String manager, String operation, String apiVersion, String subresource, String time, FieldSet fields) {

    private static final Comparator<ManagedEntry> ORDER = Comparator.comparing(ManagedEntry::operation)
            .thenComparing(ManagedEntry::time)
            .thenComparing(ManagedEntry::manager)
            .thenComparing(ManagedEntry::apiVersion)
            .thenComparing(ManagedEntry::subresource);

    static List<ManagedEntry> parse(ArrayNode entries) {
        List<ManagedEntry> parsed = new ArrayList<>();
        for (JsonNode entry : entries) {
            if (!Json.string(entry, "manager").isEmpty()) {
                parsed.add(new ManagedEntry(
                        Json.string(entry, "manager"),
                        Json.string(entry, "operation"),
                        Json.string(entry, "apiVersion"),
                        Json.string(entry, "subresource"),
                        Json.string(entry, "time"),
                        FieldSet.parse(entry.get("fieldsV1"))));
            }
        }
        return parsed;
    }

    /// The entries as `managedFields`: what was applied first, then the older ones first.
    static ArrayNode toJson(List<ManagedEntry> entries) {
        ArrayNode array = Json.array();
        for (ManagedEntry entry : entries.stream().sorted(ORDER).toList()) {
            ObjectNode object = array.addObject();
            object.put("manager", entry.manager).put("operation", entry.operation);
            object.put("apiVersion", entry.apiVersion).put("time", entry.time);
            object.put("fieldsType", "FieldsV1");
            object.set("fieldsV1", entry.fields.toJson());
            if (!entry.subresource.isEmpty()) {
                object.put("subresource", entry.subresource);
            }
        }
        return array;
    }

    boolean isBy(String otherManager, String otherOperation, String otherSubresource) {
        return manager.equals(otherManager) && operation.equals(otherOperation) && subresource.equals(otherSubresource);
    }

    ManagedEntry with(FieldSet others, String now) {
        return others.equals(fields)
                ? this
                : new ManagedEntry(manager, operation, apiVersion, subresource, now, others);
    }

    /// The same entry with fewer fields: losing fields does not count as a change of its own.
    ManagedEntry narrowed(FieldSet fewer) {
        return new ManagedEntry(manager, operation, apiVersion, subresource, time, fewer);
    }
}
