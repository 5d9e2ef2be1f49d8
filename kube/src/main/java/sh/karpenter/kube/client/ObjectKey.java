package sh.karpenter.kube.client;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;

/// Where an object of a known kind is found.
///
/// @param namespace its namespace, empty for kinds without
/// @param name its name
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {
    private static final Comparator<ObjectKey> ORDER =
            Comparator.comparing(ObjectKey::namespace).thenComparing(ObjectKey::name);

    /// The key of an object without namespace.
    public static ObjectKey of(String name) {
        return new ObjectKey("", name);
    }

    /// The key of that object.
    public static ObjectKey of(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        return new ObjectKey(
                namespace == null ? "" : namespace, object.getMetadata().getName());
    }

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }

    /// `namespace/name`, or `name` without namespace.
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
