package sh.karpenter.core.scheduling.solve;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.taint.TaintEffect;
import sh.karpenter.core.model.taint.Toleration;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.model.workload.PreferredNodeTerm;
import sh.karpenter.core.model.workload.TopologySpread;
import sh.karpenter.core.model.workload.WeightedPodAffinityTerm;

/// The ladder of preferences: what a pod that fits nowhere gives up, one rung at a time.
///
/// 1. the first of several alternatives of required node affinity,
/// 2. the heaviest preferred pod affinity,
/// 3. the heaviest preferred pod anti-affinity,
/// 4. the heaviest preferred node affinity,
/// 5. the first spread constraint that is only wanted (the last one takes its place),
/// 6. its dislike of `PreferNoSchedule` taints, where some pool has such a taint.
///
/// Until it is given up, every preference is a demand.
public final class Relaxation {
    private static final Toleration DISLIKED = new Toleration("", "Exists", "", TaintEffect.PREFER_NO_SCHEDULE);

    private Relaxation() {}

    /// The shape one rung down, null when nothing is left to give up.
    ///
    /// @param preferenceTaints whether a pool has a taint of effect `PreferNoSchedule`
    public static @Nullable PodShape next(PodShape shape, boolean preferenceTaints) {
        if (shape.requiredNodeTerms().size() > 1) {
            return shape.withRequiredNodeTerms(without(shape.requiredNodeTerms(), 0));
        }
        if (!shape.preferredPodAffinity().isEmpty()) {
            return shape.withPreferredPodAffinity(
                    without(shape.preferredPodAffinity(), heaviestPod(shape.preferredPodAffinity())));
        }
        if (!shape.preferredPodAntiAffinity().isEmpty()) {
            return shape.withPreferredPodAntiAffinity(
                    without(shape.preferredPodAntiAffinity(), heaviestPod(shape.preferredPodAntiAffinity())));
        }
        if (!shape.preferredNodeTerms().isEmpty()) {
            return shape.withPreferredNodeTerms(
                    without(shape.preferredNodeTerms(), heaviestNode(shape.preferredNodeTerms())));
        }
        for (int i = 0; i < shape.topologySpread().size(); i++) {
            if (shape.topologySpread().get(i).scheduleAnyway()) {
                var rest = new ArrayList<TopologySpread>(shape.topologySpread());
                TopologySpread last = rest.removeLast();
                if (i < rest.size()) {
                    rest.set(i, last);
                }
                return shape.withTopologySpread(rest);
            }
        }
        if (preferenceTaints && !shape.tolerations().contains(DISLIKED)) {
            var tolerations = new ArrayList<>(shape.tolerations());
            tolerations.add(DISLIKED);
            return shape.withTolerations(tolerations);
        }
        return null;
    }

    /// Which preference a step of the ladder gave up, in the words of a manifest.
    ///
    /// @param before the shape one rung up
    /// @param after what [#next] made of it
    static String givenUp(PodShape before, PodShape after) {
        if (!before.requiredNodeTerms().equals(after.requiredNodeTerms())) {
            return "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]";
        }
        if (!before.preferredPodAffinity().equals(after.preferredPodAffinity())) {
            return PREFERRED.formatted("podAffinity", heaviestPod(before.preferredPodAffinity()));
        }
        if (!before.preferredPodAntiAffinity().equals(after.preferredPodAntiAffinity())) {
            return PREFERRED.formatted("podAntiAffinity", heaviestPod(before.preferredPodAntiAffinity()));
        }
        if (!before.preferredNodeTerms().equals(after.preferredNodeTerms())) {
            return PREFERRED.formatted("nodeAffinity", heaviestNode(before.preferredNodeTerms()));
        }
        for (TopologySpread spread : before.topologySpread()) {
            if (spread.scheduleAnyway() && !before.topologySpread().equals(after.topologySpread())) {
                return "spec.topologySpreadConstraints of " + spread.topologyKey() + " with ScheduleAnyway";
            }
        }
        return "its dislike of taints with the effect PreferNoSchedule";
    }

    private static final String PREFERRED = "spec.affinity.%s.preferredDuringSchedulingIgnoredDuringExecution[%d]";

    private static int heaviestPod(List<WeightedPodAffinityTerm> terms) {
        int heaviest = 0;
        for (int i = 1; i < terms.size(); i++) {
            if (terms.get(i).weight() > terms.get(heaviest).weight()) {
                heaviest = i;
            }
        }
        return heaviest;
    }

    private static int heaviestNode(List<PreferredNodeTerm> terms) {
        int heaviest = 0;
        for (int i = 1; i < terms.size(); i++) {
            if (terms.get(i).weight() > terms.get(heaviest).weight()) {
                heaviest = i;
            }
        }
        return heaviest;
    }

    private static <T> List<T> without(List<T> list, int index) {
        var rest = new ArrayList<>(list);
        rest.remove(index);
        return rest;
    }
}
