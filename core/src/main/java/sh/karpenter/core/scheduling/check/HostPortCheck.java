package sh.karpenter.core.scheduling.check;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.workload.HostPort;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.sim.Attempt;
import sh.karpenter.core.scheduling.sim.ExistingNode;

/// No two pods of a node bind the same port. A new node whose ports conflict keeps no instance type, and the ports
/// of daemons differ between instance types: there the check of instance types says so, as the reference does.
final class HostPortCheck implements FitCheck {
    @Override
    public Verdict test(Attempt attempt, ExistingNode node) {
        List<HostPort> wanted = attempt.variant().shape().hostPorts();
        return wanted.isEmpty() || conflict(wanted, node.hostPorts()) == null ? Verdict.FITS : Verdict.NEVER;
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
