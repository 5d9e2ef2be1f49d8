package sh.karpenter.controllers.nodepool.registrationhealth;

import java.util.ArrayList;
import java.util.List;

/// How the last four launches of a pool ended, oldest first.
///
/// @param registered for each whether its node registered
public record RecentRegistrations(List<Boolean> registered) {
    private static final int KEPT = 4;
    private static final double UNHEALTHY_SHARE = 0.5;

    /// Nothing known yet.
    public static final RecentRegistrations NONE = new RecentRegistrations(List.of());

    public RecentRegistrations {
        registered = List.copyOf(registered);
    }

    /// With one more result; the oldest is forgotten if there are more than four.
    public RecentRegistrations with(boolean success) {
        var results = new ArrayList<>(registered);
        results.add(success);
        return new RecentRegistrations(results.size() > KEPT ? results.subList(1, results.size()) : results);
    }

    /// What they say: unhealthy once failures are half of four, whether or not there were four already.
    public Verdict verdict() {
        if (registered.isEmpty()) {
            return Verdict.UNKNOWN;
        }
        long failures = registered.stream().filter(success -> !success).count();
        return failures / (double) KEPT >= UNHEALTHY_SHARE ? Verdict.UNHEALTHY : Verdict.HEALTHY;
    }

    /// Whether launches of the pool become nodes.
    public enum Verdict {
        UNKNOWN,
        HEALTHY,
        UNHEALTHY
    }
}
