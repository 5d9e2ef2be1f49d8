package sh.karpenter.core.scheduling.check;

import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.scheduling.result.Rejection;

/// Finds out why requirements are not compatible: the explaining twin of [Requirements#compatible].
final class Incompatibility {
    private Incompatibility() {}

    /// The first label that is in the way.
    static Rejection find(
            Rejection.Source source, Requirements existing, Requirements incoming, SortedSet<String> mayBeUndefined) {
        for (Requirement requirement : incoming.byKey().values()) {
            if (existing.get(requirement.key()) == null
                    && !mayBeUndefined.contains(requirement.key())
                    && !requirement.lenient()) {
                return new Rejection.UndefinedLabel(
                        source, requirement.key(), meant(requirement.key(), existing, mayBeUndefined));
            }
        }
        for (Requirement requirement : incoming.byKey().values()) {
            Requirement counterpart = existing.get(requirement.key());
            if (counterpart != null
                    && !(counterpart.lenient() && requirement.lenient())
                    && !counterpart.values().overlaps(requirement.values())) {
                return new Rejection.IncompatibleRequirement(source, requirement, counterpart);
            }
        }
        throw new IllegalStateException("compatible after all: " + incoming + " with " + existing);
    }

    /// A label that was perhaps meant: one that contains the text, or ends like it.
    private static @Nullable String meant(String key, Requirements existing, SortedSet<String> wellKnown) {
        String suffix = key.substring(key.lastIndexOf('/') + 1);
        for (String candidate : wellKnown) {
            if (candidate.contains(key) || candidate.endsWith(suffix)) {
                return candidate;
            }
        }
        for (String candidate : existing.byKey().sequencedKeySet()) {
            if (candidate.contains(key) || candidate.endsWith(suffix)) {
                return candidate;
            }
        }
        return null;
    }
}
