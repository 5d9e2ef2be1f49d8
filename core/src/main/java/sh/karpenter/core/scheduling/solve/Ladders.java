package sh.karpenter.core.scheduling.solve;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.taint.TaintEffect;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.compiled.CompiledShape;
import sh.karpenter.core.scheduling.compiled.PodRequirements;
import sh.karpenter.core.scheduling.compiled.PoolTemplate;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.sim.PodVariant;
import sh.karpenter.core.scheduling.sim.PodVolumes;
import sh.karpenter.core.scheduling.topology.TopologyGroup;
import sh.karpenter.core.scheduling.topology.TopologyTracker;

/// The rungs of every pod shape's ladder, made when first stepped on and shared by the pods of the shape.
final class Ladders {
    private final CompiledCluster cluster;
    private final TopologyTracker topology;
    private final LabelVocabulary labels;
    private final boolean respectPreferences;
    private final boolean preferenceTaints;
    private final List<@Nullable Ladder> byShape = new ArrayList<>();

    private static final class Ladder {
        final List<PodVariant> rungs = new ArrayList<>(1);
        List<List<String>> givenUp = List.of();
        boolean complete;
    }

    Ladders(CompiledCluster cluster, TopologyTracker topology) {
        this.cluster = cluster;
        this.topology = topology;
        this.labels = cluster.problem().labels();
        this.respectPreferences = cluster.problem().options().preferences() == SchedulingOptions.Preferences.RESPECT;
        boolean taints = false;
        for (PoolTemplate template : cluster.templates()) {
            for (var taint : template.pool().taints()) {
                taints = taints || taint.effect() == TaintEffect.PREFER_NO_SCHEDULE;
            }
        }
        this.preferenceTaints = taints;
    }

    /// The rung of a shape, 0 for the shape as it came; null when the ladder is shorter.
    @Nullable
    PodVariant rung(int shape, int rung) {
        while (byShape.size() <= shape) {
            byShape.add(null);
        }
        Ladder ladder = byShape.get(shape);
        if (ladder == null) {
            ladder = new Ladder();
            byShape.set(shape, ladder);
            CompiledShape compiled = cluster.shapes().get(shape);
            ladder.rungs.add(variant(compiled, compiled.shape()));
        }
        while (ladder.rungs.size() <= rung && !ladder.complete) {
            PodVariant last = ladder.rungs.getLast();
            PodShape relaxed = Relaxation.next(last.shape(), preferenceTaints);
            if (relaxed == null) {
                ladder.complete = true;
            } else {
                ladder.rungs.add(variant(cluster.shapes().get(shape), relaxed));
            }
        }
        return rung < ladder.rungs.size() ? ladder.rungs.get(rung) : null;
    }

    /// What a pod on a rung below the first has given up, in order; shared by the pods of the shape.
    List<String> givenUp(int shape, int rung) {
        Ladder ladder = Objects.requireNonNull(byShape.get(shape));
        if (ladder.givenUp.isEmpty()) {
            ladder.givenUp = new ArrayList<>(rung);
        }
        for (int i = ladder.givenUp.size() + 1; i <= rung; i++) {
            var steps = new ArrayList<String>(i == 1 ? List.of() : ladder.givenUp.getLast());
            steps.add(Relaxation.givenUp(
                    ladder.rungs.get(i - 1).shape(), ladder.rungs.get(i).shape()));
            ladder.givenUp.add(List.copyOf(steps));
        }
        return ladder.givenUp.get(rung - 1);
    }

    /// How many rungs below the first were stepped on.
    int steppedOn(int shape) {
        return Objects.requireNonNull(byShape.get(shape)).rungs.size() - 1;
    }

    /// The last rung that was stepped on.
    PodVariant lowest(int shape) {
        Ladder ladder = Objects.requireNonNull(byShape.get(shape));
        return ladder.rungs.getLast();
    }

    private PodVariant variant(CompiledShape compiled, PodShape shape) {
        Requirements required = PodRequirements.strict(shape, labels);
        Requirements wanted = respectPreferences ? PodRequirements.preferred(shape, labels) : required;
        var wishes = new PodVariant.Wishes(
                intern(wanted.without(LabelKeys.HOSTNAME)),
                intern(required.without(LabelKeys.HOSTNAME)),
                intern(wanted),
                hostname(required),
                hostname(wanted),
                cluster.taints().internTolerations(shape.tolerations()));
        TopologyGroup[] groups = topology.groupsOf(shape);
        boolean[] self = new boolean[groups.length];
        for (int i = 0; i < groups.length; i++) {
            self[i] = topology.selects(groups[i], compiled.identity());
        }
        return new PodVariant(
                compiled,
                shape,
                wishes,
                groups,
                self,
                topology.inverseGroupsOf(shape),
                zones(shape),
                PodVolumes.attached(shape, cluster.problem().cluster()));
    }

    private int[] zones(PodShape shape) {
        if (shape.volumes().isEmpty()) {
            return NO_ZONES;
        }
        List<Requirements> zones = PodVolumes.zones(shape, cluster.problem().cluster(), labels);
        if (zones == null) {
            throw new IllegalStateException("volumes were not validated");
        }
        int[] result = new int[zones.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = intern(zones.get(i));
        }
        return result;
    }

    private static final int[] NO_ZONES = new int[0];

    private int intern(Requirements requirements) {
        return cluster.requirements().intern(requirements);
    }

    private static @Nullable ValueSet hostname(Requirements requirements) {
        Requirement requirement = requirements.get(LabelKeys.HOSTNAME);
        return requirement == null ? null : requirement.values();
    }
}
