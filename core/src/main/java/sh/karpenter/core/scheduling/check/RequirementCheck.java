package sh.karpenter.core.scheduling.check;

import java.util.Collections;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.scheduling.compiled.RequirementTable;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.sim.Attempt;
import sh.karpenter.core.scheduling.sim.ExistingNode;
import sh.karpenter.core.scheduling.sim.NewNode;
import sh.karpenter.core.scheduling.sim.PodVariant;

/// The node's labels must satisfy the pod's node selector and affinity. An existing node must carry every label
/// asked for; a new one need not define well-known labels yet, and also takes the pod's heaviest preference as
/// a demand.
final class RequirementCheck implements FitCheck {
    @Override
    public Verdict test(Attempt attempt, ExistingNode node) {
        int wanted = attempt.variant().wishes().wantedWithHost();
        return wanted == RequirementTable.NONE
                        || attempt.cluster().columns().predicate(wanted).test(node.host())
                ? Verdict.FITS
                : Verdict.NEVER;
    }

    @Override
    public Verdict test(Attempt attempt, NewNode node) {
        PodVariant.Wishes wishes = attempt.variant().wishes();
        RequirementTable table = attempt.cluster().requirements();
        ValueSet hostname = wishes.hostnameWanted();
        if (hostname != null && !hostname.contains(attempt.topology().hostname(node.host()))) {
            return Verdict.NEVER;
        }
        if (!table.compatible(node.requirements(), wishes.wanted())) {
            // A label that is undefined now may become defined by the next pod.
            return table.get(node.requirements()).intersects(table.get(wishes.wanted()))
                    ? Verdict.NOT_NOW
                    : Verdict.NEVER;
        }
        attempt.requirements(table.and(node.requirements(), wishes.wanted()));
        return Verdict.FITS;
    }

    @Override
    public Rejection explain(Attempt attempt) {
        PodVariant.Wishes wishes = attempt.variant().wishes();
        RequirementTable table = attempt.cluster().requirements();
        return switch (attempt.node()) {
            case ExistingNode node ->
                Incompatibility.find(
                        Rejection.Source.POD,
                        Requirements.ofLabels(node.node().labels())
                                .with(Requirement.in(
                                        LabelKeys.HOSTNAME, node.node().hostname())),
                        table.get(wishes.wantedWithHost()),
                        Collections.emptySortedSet());
            case NewNode node -> {
                Requirements incoming = table.get(wishes.wanted());
                if (wishes.hostnameWanted() != null) {
                    incoming = incoming.with(Requirement.of(LabelKeys.HOSTNAME, wishes.hostnameWanted()));
                }
                yield Incompatibility.find(
                        Rejection.Source.POD,
                        table.get(node.requirements())
                                .with(Requirement.in(
                                        LabelKeys.HOSTNAME, attempt.topology().hostname(node.host()))),
                        incoming,
                        table.wellKnown());
            }
        };
    }
}
