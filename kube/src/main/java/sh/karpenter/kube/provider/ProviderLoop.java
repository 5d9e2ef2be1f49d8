package sh.karpenter.kube.provider;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Work that a provider wants done again and again. A step that throws is repeated with growing pauses.
public sealed interface ProviderLoop {

    /// Its name, as logs and metrics show it: `nodeclass`, `providers.pricing`.
    String name();

    /// One pass after the other, never two at once.
    ///
    /// @param name its name
    /// @param pass does one pass and says how long to wait for the next
    record Periodic(String name, Pass pass) implements ProviderLoop {}

    /// One step per object whenever the object, or one that points to it, changes.
    ///
    /// @param name its name
    /// @param kind the kind whose objects are the keys
    /// @param concurrency how many keys may be worked on at once
    /// @param triggers further kinds whose changes wake a key
    /// @param step the work for one key
    record PerObject(
            String name, Class<? extends HasMetadata> kind, int concurrency, List<Trigger<?>> triggers, Step step)
            implements ProviderLoop {
        public PerObject {
            triggers = List.copyOf(triggers);
        }
    }

    /// Wakes keys when an object of another kind changes or goes away.
    ///
    /// @param kind the other kind
    /// @param key the name of the object to wake, null for none
    record Trigger<T extends HasMetadata>(Class<T> kind, Function<T, @Nullable String> key) {}

    /// One pass of a [Periodic].
    @FunctionalInterface
    interface Pass {
        /// Does the work.
        ///
        /// @return how long to wait until the next pass
        Duration run();
    }

    /// The work of a [PerObject].
    @FunctionalInterface
    interface Step {
        /// Does the work for one object, which may be gone.
        ///
        /// @param name the object's name
        /// @return when to look again without a change; null for never
        @Nullable
        Duration reconcile(String name);
    }
}
