package sh.karpenter.kube.provider;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The objects of one cluster-scoped kind. Objects that it hands out are the caller's: changing one changes nothing
/// else.
public interface ObjectStore<T extends HasMetadata> {

    /// The object of that name as last seen, null when there is none.
    @Nullable
    T find(String name);

    /// All objects as last seen, in order of name.
    List<T> all();

    /// Writes metadata and spec, with the object's resource version as a lock.
    Written write(T object);

    /// Writes the status, with the object's resource version as a lock.
    Written writeStatus(T object);

    /// Sets annotations and leaves everything else alone; without a lock.
    ///
    /// @param name the object's name
    /// @param annotations added or replaced
    Written annotate(String name, Map<String, String> annotations);

    /// Asks for the object to be deleted.
    Written delete(String name);

    /// What became of a write.
    enum Written {
        /// It is stored.
        DONE,
        /// Somebody else was faster; read again and decide anew.
        CONFLICT,
        /// The object is not there (any more).
        GONE
    }
}
