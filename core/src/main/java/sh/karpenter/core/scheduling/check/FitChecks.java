package sh.karpenter.core.scheduling.check;

import org.jspecify.annotations.Nullable;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.sim.Attempt;
import sh.karpenter.core.scheduling.sim.ExistingNode;
import sh.karpenter.core.scheduling.sim.NewNode;

/// Every reason why a pod may not join a node, in the order in which they are looked at.
///
/// 1. The first list is about the node as it is.
/// 2. The second is about one alternative of where the pod's volumes may be; the first alternative that passes
///    wins.
///
/// A new check is one class and one line here.
public final class FitChecks {
    private static final FitCheck[] OF_THE_NODE = {
        new QuietCheck(),
        new TaintCheck(),
        new VolumeLimitCheck(),
        new HostPortCheck(),
        new ResourceCheck(),
        new RequirementCheck(),
    };

    private static final FitCheck[] OF_AN_ALTERNATIVE = {
        new VolumeZoneCheck(), new TopologyCheck(), new InstanceTypeCheck(), new ReservationCheck(), new TwinCheck(),
    };

    private FitChecks() {}

    private static Verdict ask(FitCheck check, Attempt attempt) {
        return attempt.node() instanceof NewNode node
                ? check.test(attempt, node)
                : check.test(attempt, (ExistingNode) attempt.node());
    }

    /// Whether the pod of the attempt may join its node.
    public static Verdict test(Attempt attempt) {
        for (FitCheck check : OF_THE_NODE) {
            Verdict verdict = ask(check, attempt);
            if (verdict != Verdict.FITS) {
                return verdict;
            }
        }
        int alternatives = attempt.variant().volumeZones().length;
        if (alternatives <= 1) {
            return testAlternative(attempt);
        }
        int requirements = attempt.requirements();
        for (int i = 0; i < alternatives; i++) {
            attempt.alternative(i);
            attempt.requirements(requirements);
            if (testAlternative(attempt) == Verdict.FITS) {
                return Verdict.FITS;
            }
        }
        return Verdict.NOT_NOW;
    }

    private static Verdict testAlternative(Attempt attempt) {
        int requirements = attempt.requirements();
        attempt.tie(0);
        Verdict verdict = testDomains(attempt);
        // Equally good domains are tried in turn: the first by name may have no machine for the pod where another has.
        for (int tie = 1; verdict != Verdict.FITS && tie < attempt.ties(); tie++) {
            attempt.requirements(requirements);
            attempt.tie(tie);
            verdict = testDomains(attempt) == Verdict.FITS ? Verdict.FITS : Verdict.NOT_NOW;
        }
        return verdict;
    }

    private static Verdict testDomains(Attempt attempt) {
        for (FitCheck check : OF_AN_ALTERNATIVE) {
            Verdict verdict = ask(check, attempt);
            if (verdict != Verdict.FITS) {
                return verdict;
            }
        }
        return Verdict.FITS;
    }

    /// Why the pod of a fresh attempt may not join its node, null when it may. With several alternatives, what
    /// the last one met.
    public static @Nullable Rejection explain(Attempt attempt) {
        for (FitCheck check : OF_THE_NODE) {
            if (ask(check, attempt) != Verdict.FITS) {
                return check.explain(attempt);
            }
        }
        int requirements = attempt.requirements();
        Rejection last = null;
        for (int i = 0; i < Math.max(1, attempt.variant().volumeZones().length); i++) {
            attempt.alternative(i);
            attempt.requirements(requirements);
            last = explainAlternative(attempt);
            if (last == null) {
                return null;
            }
        }
        return last;
    }

    private static @Nullable Rejection explainAlternative(Attempt attempt) {
        for (FitCheck check : OF_AN_ALTERNATIVE) {
            if (ask(check, attempt) != Verdict.FITS) {
                return check.explain(attempt);
            }
        }
        return null;
    }
}
