package sh.karpenter.local.kubernetes.cluster.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.OwnerReference;
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import tools.jackson.databind.node.ObjectNode;

/// All objects of the cluster as the loop knows them, with indexes by namespace, owner, uid and node. Only the
/// loop's thread touches it.
///
/// It learns of a write twice: at once from the answer to it, and later from the watch. The later news is
/// recognised by resource version and uid and dropped, so that controllers read their own writes and see each
/// change once.
public final class ObjectCache {
    private final Map<ResourceKind, SortedMap<String, SortedMap<String, ObjectNode>>> objects = new LinkedHashMap<>();
    private final Map<String, ObjectKey> byUid = new HashMap<>();
    private final Map<String, SortedMap<String, Dependent>> byOwner = new HashMap<>();
    private final Map<String, SortedMap<String, ObjectNode>> podsByNode = new HashMap<>();
    /// Objects that nobody controls, by resource and namespace.
    private final Map<String, SortedMap<String, ObjectNode>> uncontrolled = new HashMap<>();
    /// Uids of objects known to be gone whose deletion the watch has not reported yet.
    private final Set<String> gone = new HashSet<>();

    private record Dependent(ObjectKey key, ObjectNode object) {}

    /// The object, or null.
    public @Nullable ObjectNode get(ObjectKey key) {
        SortedMap<String, ObjectNode> namespace = namespaces(key.resource()).get(key.namespace());
        return namespace == null ? null : namespace.get(key.name());
    }

    public @Nullable ObjectNode get(ResourceKind kind, String namespace, String name) {
        return get(new ObjectKey(kind, namespace, name));
    }

    /// All objects of a kind, by namespace and name.
    public List<ObjectNode> list(ResourceKind kind) {
        return namespaces(kind).values().stream()
                .flatMap(namespace -> namespace.values().stream())
                .toList();
    }

    /// The objects of a kind in one namespace, by name: a live view.
    public Collection<ObjectNode> list(ResourceKind kind, String namespace) {
        SortedMap<String, ObjectNode> present = namespaces(kind).get(namespace);
        return present == null ? List.of() : Collections.unmodifiableCollection(present.values());
    }

    /// The number of objects of a kind.
    public int count(ResourceKind kind) {
        int count = 0;
        for (SortedMap<String, ObjectNode> namespace : namespaces(kind).values()) {
            count += namespace.size();
        }
        return count;
    }

    /// The key of the object with this uid, or null.
    public @Nullable ObjectKey byUid(String uid) {
        return byUid.get(uid);
    }

    /// The keys of all objects that name this uid among their owners, in a fixed order.
    public List<ObjectKey> dependents(String ownerUid) {
        SortedMap<String, Dependent> found = byOwner.get(ownerUid);
        return found == null
                ? List.of()
                : found.values().stream().map(Dependent::key).toList();
    }

    /// The objects of one kind that name this uid among their owners.
    public List<ObjectNode> dependents(ResourceKind kind, String ownerUid) {
        SortedMap<String, Dependent> found = byOwner.get(ownerUid);
        if (found == null) {
            return List.of();
        }
        List<ObjectNode> objects = new ArrayList<>(found.size());
        for (Dependent dependent : found.values()) {
            if (dependent.key.resource().equals(kind)) {
                objects.add(dependent.object);
            }
        }
        return objects;
    }

    /// The pods bound to a node, by namespace and name.
    public List<ObjectNode> podsOn(String node) {
        SortedMap<String, ObjectNode> found = podsByNode.get(node);
        return found == null ? List.of() : List.copyOf(found.values());
    }

    /// The objects of a kind in a namespace that no controller owns, by name.
    public List<ObjectNode> uncontrolled(ResourceKind kind, String namespace) {
        SortedMap<String, ObjectNode> found = uncontrolled.get(group(kind, namespace));
        return found == null ? List.of() : List.copyOf(found.values());
    }

    /// The kinds of which objects have been seen.
    public List<ResourceKind> kinds() {
        return List.copyOf(objects.keySet());
    }

    /// Takes in news about one object.
    ///
    /// @return the changes this is to the cache: none when already known, two when the object was replaced by
    ///     another of the same name
    List<Change> fold(ResourceKind kind, Change.Type type, ObjectNode object) {
        String uid = Metadata.uid(object);
        if (gone.contains(uid)) {
            if (type == Change.Type.DELETED) {
                gone.remove(uid);
            }
            return List.of();
        }
        ObjectKey key = Metadata.key(kind, object);
        ObjectNode known = get(key);
        boolean same = known != null && Metadata.uid(known).equals(uid);
        if (type == Change.Type.DELETED) {
            return same ? List.of(remove(key, object)) : List.of();
        }
        if (known == null) {
            put(key, object);
            return List.of(new Change(Change.Type.ADDED, object, null));
        }
        if (version(object) <= version(known)) {
            return List.of();
        }
        if (same) {
            unindex(key, known);
            put(key, object);
            return List.of(new Change(Change.Type.MODIFIED, object, known));
        }
        Change removed = remove(key, known);
        gone.add(Metadata.uid(known));
        put(key, object);
        return List.of(removed, new Change(Change.Type.ADDED, object, null));
    }

    /// Notes that an object is gone before the watch says so. Does nothing when it is not known.
    List<Change> foldGone(ObjectKey key) {
        ObjectNode known = get(key);
        if (known == null) {
            return List.of();
        }
        gone.add(Metadata.uid(known));
        return List.of(remove(key, known));
    }

    /// Forgets which deletions are still to be reported, for feeds that report what is instead of what
    /// happened.
    void expectNoMoreDeletions() {
        gone.clear();
    }

    private SortedMap<String, SortedMap<String, ObjectNode>> namespaces(ResourceKind kind) {
        return objects.computeIfAbsent(kind, _ -> new TreeMap<>());
    }

    private void put(ObjectKey key, ObjectNode object) {
        namespaces(key.resource())
                .computeIfAbsent(key.namespace(), _ -> new TreeMap<>())
                .put(key.name(), object);
        byUid.put(Metadata.uid(object), key);
        for (OwnerReference owner : Metadata.owners(object)) {
            byOwner.computeIfAbsent(owner.uid(), _ -> new TreeMap<>()).put(order(key), new Dependent(key, object));
        }
        if (key.resource().namespaced() && Metadata.controller(object) == null) {
            uncontrolled
                    .computeIfAbsent(group(key.resource(), key.namespace()), _ -> new TreeMap<>())
                    .put(key.name(), object);
        }
        if (key.resource().equals(Kinds.PODS) && !Pods.nodeName(object).isEmpty()) {
            podsByNode
                    .computeIfAbsent(Pods.nodeName(object), _ -> new TreeMap<>())
                    .put(order(key), object);
        }
    }

    private Change remove(ObjectKey key, ObjectNode last) {
        ObjectNode known = get(key);
        if (known != null) {
            unindex(key, known);
        }
        return new Change(Change.Type.DELETED, last, known);
    }

    private void unindex(ObjectKey key, ObjectNode known) {
        drop(namespaces(key.resource()), key.namespace(), key.name());
        byUid.remove(Metadata.uid(known));
        for (OwnerReference owner : Metadata.owners(known)) {
            drop(byOwner, owner.uid(), order(key));
        }
        if (key.resource().namespaced()) {
            drop(uncontrolled, group(key.resource(), key.namespace()), key.name());
        }
        if (key.resource().equals(Kinds.PODS) && !Pods.nodeName(known).isEmpty()) {
            drop(podsByNode, Pods.nodeName(known), order(key));
        }
    }

    private static <V> void drop(Map<String, SortedMap<String, V>> index, String group, String entry) {
        SortedMap<String, V> entries = index.get(group);
        if (entries != null) {
            entries.remove(entry);
            if (entries.isEmpty()) {
                index.remove(group);
            }
        }
    }

    private static String group(ResourceKind kind, String namespace) {
        return kind.qualifiedName() + "/" + namespace;
    }

    private static String order(ObjectKey key) {
        return key.resource().plural() + "/" + key.namespace() + "/" + key.name();
    }

    private static long version(ObjectNode object) {
        String version = Metadata.resourceVersion(object);
        return version.isEmpty() ? 0 : Long.parseLong(version);
    }
}
