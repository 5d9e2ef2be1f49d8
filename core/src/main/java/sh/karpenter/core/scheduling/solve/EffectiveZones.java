package sh.karpenter.core.scheduling.solve;

import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.sim.PodVariant;
import sh.karpenter.core.scheduling.topology.DomainKey;
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
    private @Nullable String[] zoneOfShape = new @Nullable String[0];
    private int[] podsOfShape = new int[0];

    EffectiveZones(CompiledCluster cluster, TopologyTracker topology) {
        this.cluster = cluster;
        this.topology = topology;
    }

    /// Counts one pod.
    ///
    /// @param variant the pod with all its preferences; pods of one shape have the same
    void add(int shape, PodVariant variant) {
        if (shape >= podsOfShape.length) {
            int size = Math.max(shape + 1, cluster.shapes().size());
            zoneOfShape = Arrays.copyOf(zoneOfShape, size);
            podsOfShape = Arrays.copyOf(podsOfShape, size);
        }
        if (podsOfShape[shape]++ == 0) {
            zoneOfShape[shape] = of(variant);
        }
    }

    /// Zone to pods.
    SequencedMap<String, Integer> counts() {
        var counts = new TreeMap<String, Integer>();
        for (int shape = 0; shape < podsOfShape.length; shape++) {
            String zone = zoneOfShape[shape];
            if (zone != null) {
                counts.merge(zone, podsOfShape[shape], Integer::sum);
            }
        }
        return counts;
    }

    private String of(PodVariant variant) {
        DomainKey key = constrained(variant);
        List<String> candidates = key == null ? listed(variant) : key.names();
        if (candidates == null) {
            return FLEXIBLE;
        }
        String only = NONE;
        for (int zone = 0; zone < candidates.size(); zone++) {
            String name = candidates.get(zone);
            if (labelsAllow(variant, name) && (key == null || constraintsAllow(variant, zone))) {
                if (!only.equals(NONE)) {
                    return FLEXIBLE;
                }
                only = name;
            }
        }
        return only;
    }

    /// What the constraints of a pod count that bind it to zones, null where none does.
    private static @Nullable DomainKey constrained(PodVariant variant) {
        for (TopologyGroup group : variant.groups()) {
            if (binds(group)) {
                return group.key();
            }
        }
        return null;
    }

    private static boolean binds(TopologyGroup group) {
        return group.kind() != TopologyGroup.Kind.ANTI_AFFINITY
                && group.key().key().equals(LabelKeys.ZONE);
    }

    /// The zones that the pod's labels or else those of its volumes list, null when they list none.
    private @Nullable List<String> listed(PodVariant variant) {
        if (zones(variant.wishes().required()) instanceof ValueSet.Only only) {
            return List.copyOf(only.values());
        }
        if (variant.volumeZones().length == 0) {
            return null;
        }
        var all = new TreeSet<String>();
        for (int alternative : variant.volumeZones()) {
            if (!(zones(alternative) instanceof ValueSet.Only only)) {
                return null;
            }
            all.addAll(only.values());
        }
        return List.copyOf(all);
    }

    private boolean labelsAllow(PodVariant variant, String zone) {
        boolean volumes = variant.volumeZones().length == 0;
        for (int alternative : variant.volumeZones()) {
            volumes |= zones(alternative).contains(zone);
        }
        return volumes && zones(variant.wishes().required()).contains(zone);
    }

    private boolean constraintsAllow(PodVariant variant, int domain) {
        TopologyGroup[] groups = variant.groups();
        for (int g = 0; g < groups.length; g++) {
            if (binds(groups[g])
                    && !topology.admits(groups[g], variant.wishes().required(), domain, variant.selfSelected(g))) {
                return false;
            }
        }
        return true;
    }

    private ValueSet zones(int requirements) {
        return cluster.requirements().get(requirements).values(LabelKeys.ZONE);
    }
}
