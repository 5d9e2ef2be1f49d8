package sh.karpenter.core.scheduling.check;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.workload.HostPort;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.sim.Attempt;
import sh.karpenter.core.scheduling.sim.ExistingNode;
import sh.karpenter.core.scheduling.sim.NewNode;

/// No two pods of a node bind the same port. For a new node the ports of daemons differ between instance types,
/// so that the check of
/// instance types looks at them too.
final class HostPortCheck implements FitCheck {
    @Override
    public Verdict test(Attempt attempt) {
        if (attempt.variant().shape().hostPorts().isEmpty()) {
            return Verdict.FITS;
        }
        return switch (attempt.node()) {
            case ExistingNode node ->
                conflict(attempt.variant().shape().hostPorts(), node.hostPorts()) == null
                        ? Verdict.FITS
                        : Verdict.NEVER;
            // A claim whose ports conflict keeps no instance type; the check of instance types says so, as the
            // reference does.
            case NewNode _ -> Verdict.FITS;
        };
    }

    @Override
    public Rejection explain(Attempt attempt) {
        return Objects.requireNonNull(
                conflict(attempt.variant().shape().hostPorts(), attempt.node().hostPorts()));
    }

    /// The first conflict, null when there is none.
    static Rejection.@Nullable HostPortConflict conflict(List<HostPort> wanted, List<HostPort> taken) {
        for (HostPort port : wanted) {
            for (HostPort other : taken) {
                if (port.conflictsWith(other)) {
                    return new Rejection.HostPortConflict(port, other);
                }
            }
        }
        return null;
    }
}
