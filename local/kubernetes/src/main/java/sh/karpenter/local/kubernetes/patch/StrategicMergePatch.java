package sh.karpenter.local.kubernetes.patch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.GoText;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.shape.MessageShape;
import sh.karpenter.local.kubernetes.shape.MessageShape.Field;
import sh.karpenter.local.kubernetes.shape.Shape;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Strategic merge patch: like a merge patch, but lists whose type says so merge element by element.
///
/// Objects merge; null deletes. A list of objects with a merge key merges by that key; a list of scalars
/// with strategy *merge* becomes the union; every other list is replaced. Directives in the patch: `$patch`
/// (`replace`, `delete`, `merge`), `$deleteFromPrimitiveList/<field>`, `$setElementOrder/<field>`,
/// `$retainKeys`.
public final class StrategicMergePatch {
    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN = "$retainKeys";
    private static final String DELETE_VALUES = "$deleteFromPrimitiveList/";
    private static final String ORDER = "$setElementOrder/";

    private StrategicMergePatch() {}

    /// Changes the document in place.
    ///
    /// @throws sh.karpenter.local.kubernetes.access.ApiException 500 when a list element lacks its merge key
    public static void apply(ObjectNode document, ObjectNode patch, @Nullable Shape shape) {
        merge(document, patch, shape);
    }

    private static void merge(ObjectNode document, ObjectNode patch, @Nullable Shape shape) {
        String directive = Json.string(patch, DIRECTIVE);
        if (directive.equals("replace") || directive.equals("delete")) {
            document.removeAll();
            if (directive.equals("replace")) {
                patch.properties().stream()
                        .filter(member -> !member.getKey().equals(DIRECTIVE))
                        .forEach(member ->
                                document.set(member.getKey(), member.getValue().deepCopy()));
            }
            return;
        }
        if (patch.get(RETAIN) instanceof ArrayNode retained) {
            Set<String> keep = new LinkedHashSet<>();
            retained.forEach(name -> keep.add(name.asString("")));
            document.retain(keep);
        }
        for (var member : patch.properties()) {
            String name = member.getKey();
            if (name.startsWith(DELETE_VALUES)) {
                deleteValues(document, name.substring(DELETE_VALUES.length()), member.getValue());
            } else if (!name.startsWith("$")) {
                member(document, name, member.getValue(), shape);
            }
        }
        for (var member : patch.properties()) {
            if (member.getKey().startsWith(ORDER) && member.getValue() instanceof ArrayNode order) {
                reorder(document, member.getKey().substring(ORDER.length()), order, shape);
            }
        }
    }

    private static void member(ObjectNode document, String name, JsonNode value, @Nullable Shape shape) {
        if (value.isNull()) {
            document.remove(name);
            return;
        }
        Field field = shape instanceof MessageShape message ? message.field(name) : null;
        JsonNode present = document.get(name);
        if (value instanceof ObjectNode object) {
            boolean replace = field != null && field.patch().equals("replace");
            ObjectNode target = present instanceof ObjectNode old && !replace ? old : Json.object();
            merge(target, object, memberShape(field, shape));
            if (!Json.string(object, DIRECTIVE).equals("delete")) {
                document.set(name, target);
            } else {
                document.remove(name);
            }
        } else if (value instanceof ArrayNode array) {
            document.set(name, list(present instanceof ArrayNode old ? old : Json.array(), array, field));
        } else {
            document.set(name, value);
        }
    }

    private static @Nullable Shape memberShape(@Nullable Field field, @Nullable Shape shape) {
        if (field != null) {
            return field.shape();
        }
        return shape instanceof Shape.MapOf map ? map.value() : null;
    }

    private static ArrayNode list(ArrayNode present, ArrayNode patch, @Nullable Field field) {
        boolean merges = field != null && field.patch().contains("merge");
        if (!merges || field == null || isReplaced(patch)) {
            return withoutDirectives(patch);
        }
        Shape element = field.shape() instanceof Shape.ListOf list ? list.element() : null;
        if (field.mergeKey().isEmpty()) {
            ArrayNode union = present.deepCopy();
            for (JsonNode value : patch) {
                if (indexOf(union, value) < 0) {
                    union.add(value);
                }
            }
            return union;
        }
        return byKey(present, patch, field.mergeKey(), element);
    }

    private static ArrayNode byKey(ArrayNode present, ArrayNode patch, String key, @Nullable Shape element) {
        List<JsonNode> result = new ArrayList<>();
        present.forEach(result::add);
        for (JsonNode item : patch) {
            if (!(item instanceof ObjectNode change)) {
                throw ApiErrors.badRequest("expected objects in a list that merges by " + key);
            }
            String directive = Json.string(change, DIRECTIVE);
            JsonNode wanted = change.get(key);
            if (wanted == null) {
                throw ApiErrors.of(
                        500, "", "map: " + GoText.of(change) + " does not contain declared merge key: " + key, null);
            }
            int at = find(result, key, wanted);
            if (directive.equals("delete")) {
                if (at >= 0) {
                    result.remove(at);
                }
                continue;
            }
            ObjectNode target = at >= 0 && result.get(at) instanceof ObjectNode old ? old : Json.object();
            merge(target, change, element);
            target.remove(DIRECTIVE);
            if (at >= 0) {
                result.set(at, target);
            } else {
                result.add(target);
            }
        }
        ArrayNode array = Json.array();
        result.forEach(array::add);
        return array;
    }

    private static boolean isReplaced(ArrayNode patch) {
        for (JsonNode item : patch) {
            if (item.size() == 1 && Json.string(item, DIRECTIVE).equals("replace")) {
                return true;
            }
        }
        return false;
    }

    private static ArrayNode withoutDirectives(ArrayNode patch) {
        ArrayNode plain = Json.array();
        for (JsonNode item : patch) {
            if (item.has(DIRECTIVE)
                    && (item.size() == 1 || Json.string(item, DIRECTIVE).equals("delete"))) {
                continue;
            }
            JsonNode copy = item.deepCopy();
            if (copy instanceof ObjectNode object) {
                object.remove(DIRECTIVE);
            }
            plain.add(copy);
        }
        return plain;
    }

    private static void deleteValues(ObjectNode document, String name, JsonNode values) {
        if (document.get(name) instanceof ArrayNode present) {
            for (JsonNode value : values) {
                int at = indexOf(present, value);
                if (at >= 0) {
                    present.remove(at);
                }
            }
        }
    }

    /// Puts the named elements into the given order. Elements that the order does not name stay behind the
    /// neighbour that preceded them.
    private static void reorder(ObjectNode document, String name, ArrayNode order, @Nullable Shape shape) {
        Field field = shape instanceof MessageShape message ? message.field(name) : null;
        if (field == null || !(document.get(name) instanceof ArrayNode present)) {
            return;
        }
        String key = field.mergeKey();
        List<JsonNode> named = new ArrayList<>();
        for (JsonNode position : order) {
            JsonNode wanted = key.isEmpty() ? position : position.get(key);
            for (JsonNode element : present) {
                if (wanted != null && wanted.equals(key.isEmpty() ? element : element.get(key))) {
                    named.add(element);
                }
            }
        }
        List<JsonNode> result = new ArrayList<>(named);
        JsonNode before = null;
        for (JsonNode element : present) {
            if (!named.contains(element)) {
                result.add(before == null ? 0 : result.indexOf(before) + 1, element);
            }
            before = element;
        }
        ArrayNode sorted = Json.array();
        result.forEach(sorted::add);
        document.set(name, sorted);
    }

    private static int find(List<JsonNode> elements, String key, JsonNode wanted) {
        for (int at = 0; at < elements.size(); at++) {
            if (wanted.equals(elements.get(at).get(key))) {
                return at;
            }
        }
        return -1;
    }

    private static int indexOf(ArrayNode array, JsonNode value) {
        for (int at = 0; at < array.size(); at++) {
            if (array.get(at).equals(value)) {
                return at;
            }
        }
        return -1;
    }
}
