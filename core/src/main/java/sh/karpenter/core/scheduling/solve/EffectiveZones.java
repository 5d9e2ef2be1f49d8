package sh.karpenter.core.scheduling.solve;

import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.sim.PodVariant;
import sh.karpenter.core.scheduling.topology.TopologyGroup;
import sh.karpenter.core.scheduling.topology.TopologyTracker;

/// Counts pods by the zone that they are bound to, before any is placed: by their required labels, by where their
/// volumes are, and by the zones that their spread and affinity constraints leave.
///
/// A pod that may go to several zones counts as [#FLEXIBLE], one that is left without any as [#NONE].
final class EffectiveZones {
    static final String FLEXIBLE = "flexible";
    static final String NONE = "none";

    private final CompiledCluster cluster;
    private final TopologyTracker topology;
    private final TreeMap<Integer, String> byShape = new TreeMap<>();
    private final TreeMap<String, Integer> counts = new TreeMap<>();

    EffectiveZones(CompiledCluster cluster, TopologyTracker topology) {
        this.cluster = cluster;
        this.topology = topology;
    }

    /// Counts one pod.
    ///
    /// @param variant the pod with all its preferences; pods of one shape have the same
    void add(int shape, PodVariant variant) {
        counts.merge(byShape.computeIfAbsent(shape, _ -> of(variant)), 1, Integer::sum);
    }

    /// Zone to pods.
    SequencedMap<String, Integer> counts() {
        return counts;
    }

    private String of(PodVariant variant) {
        SortedSet<String> zones = common(listed(variant.wishes().required()), ofVolumes(variant.volumeZones()));
        TopologyGroup[] groups = variant.groups();
        for (int g = 0; g < groups.length; g++) {
            if (groups[g].key().key().equals(LabelKeys.ZONE) && groups[g].kind() != TopologyGroup.Kind.ANTI_AFFINITY) {
                zones = common(zones, open(groups[g], variant, variant.selfSelected(g)));
            }
        }
        if (zones == null) {
            return FLEXIBLE;
        }
        ValueSet required =
                cluster.requirements().get(variant.wishes().required()).values(LabelKeys.ZONE);
        zones.removeIf(zone -> !required.contains(zone));
        return switch (zones.size()) {
            case 0 -> NONE;
            case 1 -> zones.first();
            default -> FLEXIBLE;
        };
    }

    /// The zones in both; null stands for all.
    private static @Nullable SortedSet<String> common(
            @Nullable SortedSet<String> one, @Nullable SortedSet<String> other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        one.retainAll(other);
        return one;
    }

    /// The zones that requirements list, null when they list none.
    private @Nullable SortedSet<String> listed(int requirements) {
        return cluster.requirements().get(requirements).values(LabelKeys.ZONE) instanceof ValueSet.Only only
                ? new TreeSet<>(only.values())
                : null;
    }

    /// The zones in which the volumes are or may be made, null for any.
    private @Nullable SortedSet<String> ofVolumes(int[] alternatives) {
        SortedSet<String> all = new TreeSet<>();
        for (int alternative : alternatives) {
            SortedSet<String> zones = listed(alternative);
            if (zones == null) {
                return null;
            }
            all.addAll(zones);
        }
        return all.isEmpty() ? null : all;
    }

    private SortedSet<String> open(TopologyGroup group, PodVariant variant, boolean self) {
        var zones = new TreeSet<String>();
        for (int domain = 0; domain < group.key().size(); domain++) {
            if (topology.admits(group, variant.wishes().required(), domain, self)) {
                zones.add(group.key().name(domain));
            }
        }
        return zones;
    }
}
