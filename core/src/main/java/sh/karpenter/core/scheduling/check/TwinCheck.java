package sh.karpenter.core.scheduling.check;

import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.compiled.Bits;
import sh.karpenter.core.scheduling.compiled.CompiledPool;
import sh.karpenter.core.scheduling.compiled.InstanceTypeTable;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.sim.Attempt;
import sh.karpenter.core.scheduling.sim.ExistingNode;
import sh.karpenter.core.scheduling.sim.NewNode;

/// Refuses nothing: where the option `checked` asks for it, it repeats with the readable types what the
/// compiled ones have decided, and fails loudly when they disagree.
final class TwinCheck implements FitCheck {
    @Override
    public Verdict test(Attempt attempt, ExistingNode node) {
        if (attempt.cluster().problem().options().checked()) {
            compare(attempt, node);
        }
        return Verdict.FITS;
    }

    @Override
    public Verdict test(Attempt attempt, NewNode node) {
        if (attempt.cluster().problem().options().checked()) {
            compare(attempt, node);
        }
        return Verdict.FITS;
    }

    private static void compare(Attempt attempt, ExistingNode node) {
        Requirements labels = Requirements.ofLabels(node.node().labels())
                .with(Requirement.in(LabelKeys.HOSTNAME, node.node().hostname()));
        Requirements wanted =
                attempt.cluster().requirements().get(attempt.variant().wishes().wantedWithHost());
        Resources used = attempt.variant().shape().requests();
        for (List<Pod> pods : List.of(node.node().pods(), node.placed())) {
            for (Pod pod : pods) {
                used = used.plus(pod.shape().requests());
            }
        }
        if (!labels.compatible(wanted, Collections.emptySortedSet())
                || !used.fitsIn(node.node().allocatable())) {
            throw new IllegalStateException("the compiled types put "
                    + attempt.pod().qualifiedName() + " on " + node.node().name() + ", the readable ones would not");
        }
    }

    private static void compare(Attempt attempt, NewNode node) {
        InstanceTypeTable table = node.pool().table();
        var compiled = new TreeSet<String>();
        for (int row = Bits.next(attempt.rows(), 0); row >= 0; row = Bits.next(attempt.rows(), row + 1)) {
            compiled.add(table.types().get(table.typeOfRow(row)).name());
        }
        var readable = new TreeSet<String>();
        for (int row = Bits.next(node.rows(), 0); row >= 0; row = Bits.next(node.rows(), row + 1)) {
            InstanceType type = table.types().get(table.typeOfRow(row));
            if (survives(attempt, node, type, row)) {
                readable.add(type.name());
            }
        }
        if (!compiled.equals(readable)) {
            throw new IllegalStateException("for " + attempt.pod().qualifiedName() + " the compiled types keep "
                    + compiled + ", the readable ones " + readable);
        }
    }

    private static boolean survives(Attempt attempt, NewNode node, InstanceType type, int row) {
        Requirements requirements = attempt.cluster().requirements().get(attempt.requirements());
        if (!requirements.intersects(type.requirements())) {
            return false;
        }
        if (attempt.attachable() != null && !Bits.has(attempt.attachable(), row)) {
            return false;
        }
        for (CompiledPool.DaemonGroup group : node.pool().daemonGroups()) {
            boolean free = HostPortCheck.conflict(attempt.variant().shape().hostPorts(), group.hostPorts()) == null;
            if (Bits.has(group.rows(), row) && free) {
                Resources total = attempt.variant()
                        .shape()
                        .requests()
                        .plus(attempt.cluster().axes().resources(group.overhead(), group.presence()));
                for (Pod pod : node.placed()) {
                    total = total.plus(pod.shape().requests());
                }
                return offered(attempt, type, requirements, total);
            }
        }
        return false;
    }

    private static boolean offered(Attempt attempt, InstanceType type, Requirements requirements, Resources total) {
        for (Offering offering : type.offerings()) {
            if (offering.available()
                    && requirements.compatible(
                            offering.requirements(),
                            attempt.cluster().requirements().wellKnown())
                    && total.fitsIn(type.allocatable(offering))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Rejection explain(Attempt attempt) {
        throw new IllegalStateException("never refuses");
    }
}
