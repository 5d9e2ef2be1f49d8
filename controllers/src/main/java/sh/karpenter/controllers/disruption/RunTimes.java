package sh.karpenter.controllers.disruption;

import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When the passes and each of their methods ran last. A method that has no turn for long, because others always
/// find something before it or because passes take so long, is told in the log.
final class RunTimes {
    /// The name of the pass itself among the methods.
    static final String LOOP = "disruption-loop";

    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final Duration ABNORMAL = Duration.ofMinutes(15);

    private final TreeMap<String, Instant> last = new TreeMap<>();

    /// Something runs, or has run.
    ///
    /// @param name of the method, or [#LOOP]
    void ran(String name, Instant now) {
        last.put(name, now);
    }

    /// Tells of everything that ran before and has not for more than a quarter of an hour.
    void tellAbnormal(Instant now) {
        last.forEach((name, run) -> {
            Duration since = Duration.between(run, now);
            if (since.compareTo(ABNORMAL) > 0) {
                log.atDebug()
                        .addKeyValue("method", name)
                        .addKeyValue("time-since", since)
                        .log("abnormal time between runs");
            }
        });
    }
}
