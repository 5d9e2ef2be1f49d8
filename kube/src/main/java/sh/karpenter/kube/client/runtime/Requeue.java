package sh.karpenter.kube.client.runtime;

import java.time.Duration;

/// When a reconciler wants to see its key again. A change that concerns the key brings it back earlier in any case.
public sealed interface Requeue {

    /// Not before something changes.
    record None() implements Requeue {}

    /// After a while; zero means at once.
    ///
    /// @param delay the while, not negative
    record After(Duration delay) implements Requeue {}

    /// After a pause that grows with every such answer in a row, as after an error, but without one being reported.
    record Backoff() implements Requeue {}

    /// Not before something changes.
    static Requeue none() {
        return new None();
    }

    /// After a while; at once if it is zero or negative.
    static Requeue after(Duration delay) {
        return new After(delay.isNegative() ? Duration.ZERO : delay);
    }

    /// At once.
    static Requeue now() {
        return new After(Duration.ZERO);
    }

    /// After a pause that grows with every such answer in a row.
    static Requeue backoff() {
        return new Backoff();
    }

    /// The one of two answers that is sooner; backoff counts as the soonest.
    default Requeue sooner(Requeue other) {
        return switch (this) {
            case None _ -> other;
            case Backoff _ -> this;
            case After(var delay) ->
                switch (other) {
                    case None _ -> this;
                    case Backoff _ -> other;
                    case After(var otherDelay) -> delay.compareTo(otherDelay) <= 0 ? this : other;
                };
        };
    }
}
