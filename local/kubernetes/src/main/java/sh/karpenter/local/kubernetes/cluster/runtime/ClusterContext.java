package sh.karpenter.local.kubernetes.cluster.runtime;

import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What every controller works with.
///
/// @param cache what is
/// @param client how to change it
/// @param events how to tell people
/// @param clock the cluster's time
/// @param random the cluster's one source of chance, seeded
public record ClusterContext(
        ObjectCache cache, ClusterClient client, EventRecorder events, InstantSource clock, RandomGenerator random) {

    public Instant now() {
        return clock.instant();
    }
}
