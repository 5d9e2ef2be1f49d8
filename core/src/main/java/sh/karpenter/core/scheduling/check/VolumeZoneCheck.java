package sh.karpenter.core.scheduling.check;

import java.util.Collections;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.scheduling.compiled.RequirementTable;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.sim.Attempt;
import sh.karpenter.core.scheduling.sim.ExistingNode;
import sh.karpenter.core.scheduling.sim.NewNode;

/// The node must be where the pod's volumes are, or may be made.
final class VolumeZoneCheck implements FitCheck {
    @Override
    public Verdict test(Attempt attempt, ExistingNode node) {
        int[] alternatives = attempt.variant().volumeZones();
        return alternatives.length == 0
                        || attempt.cluster()
                                .columns()
                                .predicate(alternatives[attempt.alternative()])
                                .test(node.host())
                ? Verdict.FITS
                : Verdict.NEVER;
    }

    @Override
    public Verdict test(Attempt attempt, NewNode node) {
        int[] alternatives = attempt.variant().volumeZones();
        if (alternatives.length == 0) {
            return Verdict.FITS;
        }
        int wanted = alternatives[attempt.alternative()];
        RequirementTable table = attempt.cluster().requirements();
        if (!table.compatible(attempt.requirements(), wanted)
                || table.get(wanted).get(LabelKeys.HOSTNAME) != null) {
            return Verdict.NOT_NOW;
        }
        attempt.requirements(table.and(attempt.requirements(), wanted));
        return Verdict.FITS;
    }

    @Override
    public Rejection explain(Attempt attempt) {
        RequirementTable table = attempt.cluster().requirements();
        Requirements wanted = table.get(attempt.variant().volumeZones()[attempt.alternative()]);
        return switch (attempt.node()) {
            case ExistingNode node ->
                Incompatibility.find(
                        Rejection.Source.VOLUME,
                        Requirements.ofLabels(node.node().labels())
                                .with(Requirement.in(
                                        LabelKeys.HOSTNAME, node.node().hostname())),
                        wanted,
                        Collections.emptySortedSet());
            case NewNode node ->
                Incompatibility.find(
                        Rejection.Source.VOLUME,
                        table.get(attempt.requirements())
                                .with(Requirement.in(
                                        LabelKeys.HOSTNAME, attempt.topology().hostname(node.host()))),
                        wanted,
                        table.wellKnown());
        };
    }
}
