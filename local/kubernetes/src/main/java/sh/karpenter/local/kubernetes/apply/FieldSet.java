package sh.karpenter.local.kubernetes.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A set of fields as a tree of steps in the form of `FieldsV1`: `f:name` for a member, `k:{...}` for an
/// element of a list by its keys, `v:...` for a value of a set. A node may itself be in the set, and have
/// others below it.
///
/// Immutable; operations give new sets.
public final class FieldSet {
    private static final FieldSet EMPTY = new FieldSet(false, new TreeMap<>());
    private static final FieldSet LEAF = new FieldSet(true, new TreeMap<>());

    private final boolean member;
    private final SortedMap<String, FieldSet> children;

    private FieldSet(boolean member, SortedMap<String, FieldSet> children) {
        this.member = member;
        this.children = children;
    }

    /// The set without fields.
    public static FieldSet empty() {
        return EMPTY;
    }

    /// The set of just the node itself.
    static FieldSet leaf() {
        return LEAF;
    }

    /// A node with others below it; empty ones are left out.
    static FieldSet of(boolean member, SortedMap<String, FieldSet> children) {
        TreeMap<String, FieldSet> kept = new TreeMap<>();
        children.forEach((step, child) -> {
            if (!child.isEmpty()) {
                kept.put(step, child);
            }
        });
        return kept.isEmpty() ? (member ? LEAF : EMPTY) : new FieldSet(member, kept);
    }

    /// Reads `fieldsV1`.
    public static FieldSet parse(@Nullable JsonNode fields) {
        if (!(fields instanceof ObjectNode object)) {
            return EMPTY;
        }
        if (object.isEmpty()) {
            return LEAF;
        }
        TreeMap<String, FieldSet> children = new TreeMap<>();
        boolean member = false;
        for (var entry : object.properties()) {
            if (entry.getKey().equals(".")) {
                member = true;
            } else {
                children.put(entry.getKey(), parse(entry.getValue()));
            }
        }
        return of(member, children);
    }

    /// The `fieldsV1` form.
    public ObjectNode toJson() {
        ObjectNode object = Json.object();
        if (member && !children.isEmpty()) {
            object.putObject(".");
        }
        children.forEach((step, child) -> object.set(step, child.toJson()));
        return object;
    }

    /// Whether there is no field in the set.
    public boolean isEmpty() {
        return !member && children.isEmpty();
    }

    boolean isMember() {
        return member;
    }

    FieldSet child(String step) {
        return children.getOrDefault(step, EMPTY);
    }

    SortedMap<String, FieldSet> children() {
        return children;
    }

    /// Fields in either set.
    public FieldSet union(FieldSet other) {
        TreeMap<String, FieldSet> result = new TreeMap<>(children);
        other.children.forEach((step, child) -> result.merge(step, child, FieldSet::union));
        return of(member || other.member, result);
    }

    /// Fields in this set that are not in the other.
    public FieldSet minus(FieldSet other) {
        TreeMap<String, FieldSet> result = new TreeMap<>();
        children.forEach((step, child) -> result.put(step, child.minus(other.child(step))));
        return of(member && !other.member, result);
    }

    /// Fields in both sets.
    public FieldSet intersect(FieldSet other) {
        TreeMap<String, FieldSet> result = new TreeMap<>();
        children.forEach((step, child) -> result.put(step, child.intersect(other.child(step))));
        return of(member && other.member, result);
    }

    /// The paths of all fields, for example `.spec.template.spec.containers[name="web"].image`.
    public List<String> paths() {
        List<String> paths = new ArrayList<>();
        collect("", paths);
        return paths;
    }

    /// What is here, then what is below.
    private void collect(String path, List<String> paths) {
        children.forEach((step, child) -> {
            if (child.member) {
                paths.add(path + pathStep(step));
            }
        });
        children.forEach((step, child) -> child.collect(path + pathStep(step), paths));
    }

    /// A step as paths show it: `.image`, `[name="web"]`, `[="value"]`.
    static String pathStep(String step) {
        String rest = step.substring(2);
        if (step.startsWith("f:")) {
            return "." + rest;
        }
        if (step.startsWith("k:") && Json.parse(rest) instanceof ObjectNode keys) {
            List<String> parts = new ArrayList<>();
            keys.properties().forEach(key -> parts.add(key.getKey() + "=" + Json.text(key.getValue())));
            return "[" + String.join(",", parts) + "]";
        }
        return "[=" + rest + "]";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldSet set && member == set.member && children.equals(set.children);
    }

    @Override
    public int hashCode() {
        return children.hashCode() * 2 + (member ? 1 : 0);
    }

    @Override
    public String toString() {
        return paths().toString();
    }
}
