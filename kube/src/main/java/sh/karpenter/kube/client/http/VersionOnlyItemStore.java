package sh.karpenter.kube.client.http;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What an informer must remember of an object to notice changes and, after a new list, deletions: its uid and its
/// version. The object itself is kept by our store, in a form of its own; with 100,000 pods that is the difference
/// between 750 and 60 MB.
final class VersionOnlyItemStore<T extends HasMetadata> implements ItemStore<T> {
    private final Map<String, Version> versions = new ConcurrentHashMap<>();
    private final Supplier<T> blank;

    /// Nothing remembered yet.
    ///
    /// @param blank makes an empty object
    VersionOnlyItemStore(Supplier<T> blank) {
        this.blank = blank;
    }

    @Override
    public String getKey(T object) {
        ObjectMeta metadata = object.getMetadata();
        return metadata.getNamespace() == null
                ? metadata.getName()
                : metadata.getNamespace() + "/" + metadata.getName();
    }

    @Override
    public @Nullable T put(String key, T object) {
        ObjectMeta metadata = object.getMetadata();
        return restore(key, versions.put(key, new Version(metadata.getUid(), metadata.getResourceVersion())));
    }

    @Override
    public @Nullable T remove(String key) {
        return restore(key, versions.remove(key));
    }

    @Override
    public Stream<String> keySet() {
        return versions.keySet().stream();
    }

    @Override
    public Stream<T> values() {
        return versions.entrySet().stream().map(entry -> stub(entry.getKey(), entry.getValue()));
    }

    @Override
    public int size() {
        return versions.size();
    }

    @Override
    public @Nullable T get(String key) {
        return restore(key, versions.get(key));
    }

    @Override
    public boolean isFullState() {
        return false;
    }

    private @Nullable T restore(String key, @Nullable Version version) {
        return version == null ? null : stub(key, version);
    }

    private T stub(String key, Version version) {
        var metadata = new ObjectMeta();
        int slash = key.indexOf('/');
        metadata.setNamespace(slash < 0 ? null : key.substring(0, slash));
        metadata.setName(key.substring(slash + 1));
        metadata.setUid(version.uid);
        metadata.setResourceVersion(version.resourceVersion);
        T object = blank.get();
        object.setMetadata(metadata);
        return object;
    }

    private record Version(String uid, String resourceVersion) {}
}
