package sh.karpenter.local.kubernetes.store;

import java.util.Comparator;

/// Where an object lives within its resource. Ordered by namespace, then name, in byte order of ASCII names.
///
/// @param namespace empty for cluster-scoped objects
/// @param name the object's name
public record StoreKey(String namespace, String name) implements Comparable<StoreKey> {
    private static final Comparator<StoreKey> ORDER =
            Comparator.comparing(StoreKey::namespace).thenComparing(StoreKey::name);

    @Override
    public int compareTo(StoreKey other) {
        return ORDER.compare(this, other);
    }
}
