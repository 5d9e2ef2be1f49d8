package sh.karpenter.core.scheduling.check;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.HostPort;
import sh.karpenter.core.scheduling.compiled.Bits;
import sh.karpenter.core.scheduling.compiled.CompiledPool;
import sh.karpenter.core.scheduling.compiled.InstanceTypeTable;
import sh.karpenter.core.scheduling.compiled.MinValues;
import sh.karpenter.core.scheduling.compiled.ResourceAxes;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.sim.Attempt;
import sh.karpenter.core.scheduling.sim.NewNode;

/// A new node must still have instance types that meet its requirements, hold its pods and daemons, and can be
/// bought.
final class InstanceTypeCheck implements FitCheck {
    private static final long CPU_TYPO = 1_000_000 * Resources.CORE;

    @Override
    public Verdict test(Attempt attempt, NewNode node) {
        InstanceTypeTable table = node.pool().table();
        long[] rows = attempt.rowsFor(table);
        survivors(attempt, node, rows);
        if (Bits.isEmpty(rows)) {
            // Without a say of topology nothing can bring the types back.
            return attempt.requirements() == attempt.beforeTopology() ? Verdict.NEVER : Verdict.NOT_NOW;
        }
        return node.pool().minValues() ? testMinValues(attempt, node, rows) : Verdict.FITS;
    }

    private static Verdict testMinValues(Attempt attempt, NewNode node, long[] rows) {
        Requirements requirements = attempt.cluster().requirements().get(attempt.requirements());
        SequencedMap<String, Integer> missing = MinValues.missing(node.pool().table(), rows, requirements);
        if (missing.isEmpty()) {
            return Verdict.FITS;
        }
        boolean mayLower = attempt.opening()
                && attempt.cluster().problem().options().minValues() == SchedulingOptions.MinValues.BEST_EFFORT;
        if (!mayLower) {
            return Verdict.NOT_NOW;
        }
        for (var entry : missing.entrySet()) {
            Requirement requirement = Objects.requireNonNull(requirements.get(entry.getKey()));
            requirements =
                    requirements.with(new Requirement(requirement.key(), requirement.values(), entry.getValue()));
        }
        attempt.requirements(attempt.cluster().requirements().intern(requirements));
        attempt.relaxMinValues();
        return Verdict.FITS;
    }

    /// The instance types left if the pod joined.
    private static void survivors(Attempt attempt, NewNode node, long[] result) {
        InstanceTypeTable table = node.pool().table();
        long[] candidates = table.candidates(attempt.requirements());
        long[] attachable = attempt.attachable();
        Arrays.fill(result, 0);
        if (conflicts(attempt, node.hostPorts())) {
            return;
        }
        for (CompiledPool.DaemonGroup group : node.pool().daemonGroups()) {
            if (conflicts(attempt, group.hostPorts())) {
                continue;
            }
            long[] fitting = attempt.fitting(table.words());
            boolean any = false;
            for (int w = 0; w < fitting.length; w++) {
                fitting[w] = node.rows()[w] & candidates[w] & group.rows()[w];
                if (attachable != null) {
                    fitting[w] &= attachable[w];
                }
                any = any || fitting[w] != 0;
            }
            if (any) {
                table.keepFitting(fitting, total(attempt, node, group));
                for (int w = 0; w < fitting.length; w++) {
                    result[w] |= fitting[w];
                }
            }
        }
    }

    private static boolean conflicts(Attempt attempt, List<HostPort> taken) {
        return !taken.isEmpty()
                && HostPortCheck.conflict(attempt.variant().shape().hostPorts(), taken) != null;
    }

    private static long[] total(Attempt attempt, NewNode node, CompiledPool.DaemonGroup group) {
        long[] total = attempt.total();
        long[] requests = attempt.variant().requests();
        for (int axis = 0; axis < total.length; axis++) {
            long joining = ResourceAxes.times(requests[axis], attempt.times());
            total[axis] = ResourceAxes.add(ResourceAxes.add(node.total()[axis], joining), group.overhead()[axis]);
        }
        return total;
    }

    @Override
    public Rejection explain(Attempt attempt) {
        var node = (NewNode) attempt.node();
        InstanceTypeTable table = node.pool().table();
        Requirements requirements = attempt.cluster().requirements().get(attempt.requirements());
        long[] survivors = new long[table.words()];
        survivors(attempt, node, survivors);
        Resources requests = attempt.variant().shape().requests();
        Resources least = null;
        Resources most = null;
        boolean meets = false;
        boolean fits = false;
        boolean offered = false;
        boolean meetsAndFits = false;
        boolean meetsAndOffered = false;
        boolean fitsAndOffered = false;
        long[] matching = table.matching(attempt.requirements());
        long[] offering = table.offered(attempt.requirements());
        for (CompiledPool.DaemonGroup group : node.pool().daemonGroups()) {
            if (conflicts(attempt, group.hostPorts()) || conflicts(attempt, node.hostPorts())) {
                continue;
            }
            long[] considered = new long[table.words()];
            for (int w = 0; w < considered.length; w++) {
                considered[w] = node.rows()[w] & group.rows()[w];
            }
            long[] fitting = considered.clone();
            table.keepFitting(fitting, total(attempt, node, group));
            for (int row = Bits.next(considered, 0); row >= 0; row = Bits.next(considered, row + 1)) {
                boolean m = Bits.has(matching, row);
                boolean f = Bits.has(fitting, row);
                boolean o = Bits.has(offering, row);
                meets |= m;
                fits |= f;
                offered |= o;
                meetsAndFits |= m && f;
                meetsAndOffered |= m && o;
                fitsAndOffered |= f && o;
            }
            Resources total = requests.plus(attempt.cluster().axes().resources(group.overhead(), group.presence()));
            least = least == null ? total : least.min(total);
            most = most == null ? total : most.max(total);
        }
        if (!Bits.isEmpty(survivors) && node.pool().minValues()) {
            return new Rejection.MinValuesUnmet(
                    MinValues.missing(table, survivors, requirements), requirements, least == null ? requests : least);
        }
        var met = new Rejection.Criteria(meets, fits, offered, meetsAndFits, meetsAndOffered, fitsAndOffered);
        return new Rejection.NoInstanceType(
                met,
                requirements,
                least == null ? requests : least,
                most == null ? requests : most,
                requests.get(ResourceNames.CPU) >= CPU_TYPO);
    }
}
