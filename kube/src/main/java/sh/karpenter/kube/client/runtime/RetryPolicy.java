package sh.karpenter.kube.client.runtime;

import java.time.Duration;

/// How fast failing keys come back: each key's pause doubles from the shortest to the longest, and all keys of a
/// controller together come back at most so often.
///
/// @param shortest pause after a key's first failure
/// @param longest pause that is never exceeded by doubling
/// @param perSecond retries per second over all keys
/// @param burst retries that may come at once before that rate holds
public record RetryPolicy(Duration shortest, Duration longest, double perSecond, int burst) {

    /// What controllers use unless they say otherwise: 5 ms to 1000 s, 10 per second, 100 at once.
    public static RetryPolicy standard() {
        return new RetryPolicy(Duration.ofMillis(5), Duration.ofSeconds(1000), 10, 100);
    }

    /// Other pauses and rates.
    public static RetryPolicy of(Duration shortest, Duration longest, double perSecond) {
        return new RetryPolicy(shortest, longest, perSecond, (int) Math.ceil(perSecond * 10));
    }

    /// The pause after that many failures in a row.
    ///
    /// @param failures at least 1
    Duration pause(int failures) {
        Duration pause = shortest;
        for (int i = 1; i < failures && pause.compareTo(longest) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
