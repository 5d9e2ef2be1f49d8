package sh.karpenter.local.kubernetes.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.shape.MessageShape;
import sh.karpenter.local.kubernetes.shape.Shape;
import sh.karpenter.local.kubernetes.shape.Shape.Ownership;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Functions of values and their structure: which fields a value has, how two values differ, how one merges
/// into another, how fields are taken out.
final class Typed {
    private Typed() {}

    /// The fields of a value: its leaves, and each element of a keyed list itself.
    static FieldSet fields(JsonNode value, Shape shape) {
        return switch (value) {
            case ObjectNode object
            when isGranular(shape) -> {
                TreeMap<String, FieldSet> children = new TreeMap<>();
                for (var entry : object.properties()) {
                    if (!entry.getValue().isNull()) {
                        children.put("f:" + entry.getKey(), fields(entry.getValue(), member(shape, entry.getKey())));
                    }
                }
                yield FieldSet.of(object.isEmpty(), children);
            }
            case ArrayNode array
            when shape instanceof Shape.ListOf list && list.ownership() != Ownership.ATOMIC -> {
                TreeMap<String, FieldSet> children = new TreeMap<>();
                for (JsonNode element : array) {
                    FieldSet below = list.ownership() == Ownership.SET
                            ? FieldSet.leaf()
                            : FieldSet.leaf().union(fields(element, list.element()));
                    children.put(step(list, element), below);
                }
                yield FieldSet.of(array.isEmpty(), children);
            }
            default -> FieldSet.leaf();
        };
    }

    /// The fields of the new value that are not there, or different, in the old one.
    static FieldSet changed(@Nullable JsonNode old, JsonNode value, Shape shape) {
        if (old == null || old.isNull()) {
            return value.isNull() ? FieldSet.empty() : fields(value, shape);
        }
        if (old.equals(value)) {
            return FieldSet.empty();
        }
        if (value instanceof ObjectNode object && old instanceof ObjectNode && isGranular(shape)) {
            TreeMap<String, FieldSet> children = new TreeMap<>();
            for (var entry : object.properties()) {
                children.put(
                        "f:" + entry.getKey(),
                        changed(old.get(entry.getKey()), entry.getValue(), member(shape, entry.getKey())));
            }
            return FieldSet.of(false, children);
        }
        if (value instanceof ArrayNode array
                && old instanceof ArrayNode before
                && shape instanceof Shape.ListOf list
                && list.ownership() != Ownership.ATOMIC) {
            TreeMap<String, FieldSet> children = new TreeMap<>();
            for (JsonNode element : array) {
                JsonNode same = find(list, before, step(list, element));
                if (list.ownership() == Ownership.SET) {
                    children.put(step(list, element), same == null ? FieldSet.leaf() : FieldSet.empty());
                } else {
                    FieldSet below = changed(same, element, list.element());
                    children.put(
                            step(list, element), same == null ? FieldSet.leaf().union(below) : below);
                }
            }
            return FieldSet.of(false, children);
        }
        return Json.same(old, value) ? FieldSet.empty() : FieldSet.leaf();
    }

    /// The live value with the applied one merged in.
    static JsonNode merge(@Nullable JsonNode live, JsonNode applied, Shape shape) {
        if (live instanceof ObjectNode object && applied instanceof ObjectNode patch && isGranular(shape)) {
            ObjectNode result = Json.object();
            result.setAll(object);
            for (var entry : patch.properties()) {
                if (!entry.getValue().isNull()) {
                    JsonNode before = object.get(entry.getKey());
                    result.set(entry.getKey(), merge(before, entry.getValue(), member(shape, entry.getKey())));
                }
            }
            return result;
        }
        if (live instanceof ArrayNode array
                && applied instanceof ArrayNode patch
                && shape instanceof Shape.ListOf list
                && list.ownership() != Ownership.ATOMIC) {
            return mergeLists(array, patch, list);
        }
        return applied.deepCopy();
    }

    /// The value without the given fields.
    static JsonNode without(JsonNode value, FieldSet fields, Shape shape) {
        if (fields.isEmpty()) {
            return value;
        }
        if (value instanceof ObjectNode object && isGranular(shape)) {
            ObjectNode result = Json.object();
            for (var entry : object.properties()) {
                FieldSet below = fields.child("f:" + entry.getKey());
                if (below.isMember() && below.children().isEmpty()) {
                    continue;
                }
                JsonNode rest = without(entry.getValue(), below, member(shape, entry.getKey()));
                boolean emptied = !below.isEmpty() && rest.isContainer() && rest.isEmpty();
                if (!emptied) {
                    result.set(entry.getKey(), rest);
                }
            }
            return result;
        }
        if (value instanceof ArrayNode array && shape instanceof Shape.ListOf list) {
            ArrayNode result = Json.array();
            for (JsonNode element : array) {
                FieldSet below = fields.child(step(list, element));
                if (!below.isMember()) {
                    result.add(without(element, below, list.element()));
                }
            }
            return result;
        }
        return value;
    }

    private static ArrayNode mergeLists(ArrayNode live, ArrayNode applied, Shape.ListOf list) {
        List<JsonNode> result = new ArrayList<>();
        live.forEach(result::add);
        for (JsonNode element : applied) {
            String step = step(list, element);
            int at = -1;
            for (int candidate = 0; candidate < result.size() && at < 0; candidate++) {
                at = step(list, result.get(candidate)).equals(step) ? candidate : -1;
            }
            if (at < 0) {
                result.add(element.deepCopy());
            } else if (list.ownership() == Ownership.MAP) {
                result.set(at, merge(result.get(at), element, list.element()));
            }
        }
        ArrayNode array = Json.array();
        result.forEach(array::add);
        return array;
    }

    private static boolean isGranular(Shape shape) {
        return switch (shape) {
            case MessageShape message -> !message.isAtomic();
            case Shape.MapOf map -> !map.atomic();
            case Shape.ListOf _, Shape.Scalar _, Shape.Untyped _ -> false;
        };
    }

    private static Shape member(Shape shape, String name) {
        if (shape instanceof Shape.MapOf map) {
            return map.value();
        }
        MessageShape.Field field = shape instanceof MessageShape message ? message.field(name) : null;
        return field == null ? new Shape.Untyped() : field.shape();
    }

    /// The step of a field set that names an element.
    static String step(Shape.ListOf list, JsonNode element) {
        if (list.ownership() == Ownership.SET) {
            return "v:" + Json.text(element);
        }
        ObjectNode keys = Json.object();
        for (String key : list.keys()) {
            JsonNode value = Json.at(element, key);
            if (value != null) {
                keys.set(key, value);
            } else if (key.equals("protocol")) {
                keys.put(key, "TCP");
            }
        }
        return "k:" + Json.text(keys);
    }

    private static @Nullable JsonNode find(Shape.ListOf list, ArrayNode array, String step) {
        for (JsonNode element : array) {
            if (step(list, element).equals(step)) {
                return element;
            }
        }
        return null;
    }
}
