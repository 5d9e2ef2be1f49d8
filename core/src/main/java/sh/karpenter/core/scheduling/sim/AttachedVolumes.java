package sh.karpenter.core.scheduling.sim;

import java.util.Collections;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The volumes of some pods: per CSI driver the claims (`namespace/name`) that it attaches; a claim that
/// several pods share counts once.
///
/// @param claims per driver, sorted
public record AttachedVolumes(SequencedMap<String, SortedSet<String>> claims) {
    private static final AttachedVolumes NONE = new AttachedVolumes(new TreeMap<>());

    public AttachedVolumes {
        var copy = new TreeMap<String, SortedSet<String>>();
        for (var entry : claims.entrySet()) {
            copy.put(entry.getKey(), Collections.unmodifiableSortedSet(new TreeSet<>(entry.getValue())));
        }
        claims = Collections.unmodifiableSequencedMap(copy);
    }

    /// No volumes.
    public static AttachedVolumes none() {
        return NONE;
    }

    /// The volumes of both.
    public AttachedVolumes and(AttachedVolumes other) {
        if (other.claims.isEmpty()) {
            return this;
        }
        if (claims.isEmpty()) {
            return other;
        }
        var result = new TreeMap<String, SortedSet<String>>(claims);
        other.claims.forEach((driver, names) -> {
            var union = new TreeSet<>(names);
            union.addAll(result.getOrDefault(driver, Collections.emptySortedSet()));
            result.put(driver, union);
        });
        return new AttachedVolumes(result);
    }
}
