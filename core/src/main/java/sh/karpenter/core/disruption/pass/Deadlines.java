package sh.karpenter.core.disruption.pass;

import java.time.Duration;
import sh.karpenter.core.scheduling.problem.Deadline;

/// Makes deadlines; the shell has the clock.
@FunctionalInterface
public interface Deadlines {

    /// A deadline so long from now.
    Deadline in(Duration limit);

    /// Never passes.
    static Deadlines none() {
        return _ -> Deadline.none();
    }
}
