package sh.karpenter.controllers.nodeclaim.expiration;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Decides whether a claim has reached its age. Age alone counts: neither budgets nor pods that forbid
/// disruption are asked; the drain that follows heeds them.
public final class Expiration {
    private Expiration() {}

    /// What to do about a claim.
    public sealed interface Decision {
        /// It is too old.
        record Expire() implements Decision {}

        /// It is not, yet.
        ///
        /// @param rest how long until it is
        record NotYet(Duration rest) implements Decision {}

        /// It never is, or its end has begun.
        record NotSubject() implements Decision {}
    }

    /// Decides for a claim.
    ///
    /// @param expireAfter the age, null for never
    public static Decision decide(Instant created, @Nullable Duration expireAfter, boolean deleting, Instant now) {
        if (expireAfter == null || deleting) {
            return new Decision.NotSubject();
        }
        Duration wait = Duration.between(now, created.plus(expireAfter));
        return wait.isPositive() ? new Decision.NotYet(wait) : new Decision.Expire();
    }
}
