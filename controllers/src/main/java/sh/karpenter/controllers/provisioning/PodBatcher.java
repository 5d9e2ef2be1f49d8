package sh.karpenter.controllers.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gathers what asks for provisioning, so that pods that come together are planned together.
///
/// The window opens with the first element and closes when no *new* element has come for the idle time, at the
/// latest when the longest time is over. An element that is in it already does not keep it open.
///
/// Example with 1 s and 10 s: elements at 0 s, 0.6 s and 1.5 s close it at 2.5 s; one new element every half
/// second, at 10 s.
public final class PodBatcher {
    private final Duration idle;
    private final Duration longest;
    private final Set<String> elements = new HashSet<>();
    private @Nullable Instant opened;
    private @Nullable Instant lastNew;

    /// A closed window.
    ///
    /// @param idle how long nothing new must come
    /// @param longest how long it stays open at most
    public PodBatcher(Duration idle, Duration longest) {
        this.idle = idle;
        this.longest = longest;
    }

    /// Something asks for provisioning.
    ///
    /// @param element for example a pod's uid
    public synchronized void trigger(String element, Instant now) {
        if (opened == null) {
            opened = now;
        }
        if (elements.add(element)) {
            lastNew = now;
        }
    }

    /// How the window stands.
    public synchronized Window window(Instant now) {
        if (opened == null || lastNew == null) {
            return new Window.Empty();
        }
        Instant byIdle = lastNew.plus(idle);
        Instant byLongest = opened.plus(longest);
        Instant end = byIdle.isBefore(byLongest) ? byIdle : byLongest;
        return now.isBefore(end) ? new Window.Open(Duration.between(now, end)) : new Window.Complete();
    }

    /// Empties it: what comes from now on belongs to the next batch.
    public synchronized void clear() {
        elements.clear();
        opened = null;
        lastNew = null;
    }

    /// How the window stands.
    public sealed interface Window {

        /// Nothing asks for provisioning.
        record Empty() implements Window {}

        /// More may come.
        ///
        /// @param rest how long to wait for more, unless something new comes
        record Open(Duration rest) implements Window {}

        /// The batch is complete.
        record Complete() implements Window {}
    }
}
