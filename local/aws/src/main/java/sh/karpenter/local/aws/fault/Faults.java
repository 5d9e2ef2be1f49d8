package sh.karpenter.local.aws.fault;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.wire.AwsFault;

/// The ordered refusals, in the order they were given. Safe for use by several threads.
public final class Faults {
    private final List<Fault> faults = new ArrayList<>();

    /// Orders a refusal.
    public synchronized void inject(Fault fault) {
        faults.add(fault);
    }

    /// Removes all refusals.
    public synchronized void clear() {
        faults.clear();
    }

    /// The refusals that are left.
    public synchronized List<Fault> pending() {
        return List.copyOf(faults);
    }

    /// The refusal that strikes a request, counted down; null when it may pass.
    ///
    /// @param action for example `CreateFleet`
    /// @param dryRun whether the request is one
    public synchronized @Nullable AwsFault next(String action, boolean dryRun) {
        for (int i = 0; i < faults.size(); i++) {
            var fault = faults.get(i);
            if (fault.strikes(action, dryRun)) {
                var left = fault.once();
                if (left.times() == 0) {
                    faults.remove(i);
                } else {
                    faults.set(i, left);
                }
                return fault.asAnswer();
            }
        }
        return null;
    }
}
