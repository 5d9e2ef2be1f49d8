package sh.karpenter.core.model.label;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What several labels must be, all at once: one [Requirement] per key.
///
/// @param byKey requirement per key, in key order
public record Requirements(SequencedMap<String, Requirement> byKey) {
    private static final Requirements NONE = new Requirements(new TreeMap<>());

    public Requirements {
        byKey = Collections.unmodifiableSequencedMap(new TreeMap<>(byKey));
    }

    /// As the map's; written out because it is asked for at the start of every solve.
    @Override
    public int hashCode() {
        return byKey.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Requirements that && byKey.equals(that.byKey));
    }

    /// Nothing is required.
    public static Requirements none() {
        return NONE;
    }

    /// All of these at once; several for one key are intersected.
    public static Requirements of(Requirement... requirements) {
        var byKey = new TreeMap<String, Requirement>();
        for (Requirement requirement : requirements) {
            add(byKey, requirement);
        }
        return new Requirements(byKey);
    }

    /// Understands expressions that have passed validation.
    ///
    /// @throws IllegalArgumentException as [Requirement#of(LabelExpression, LabelVocabulary)]
    public static Requirements of(Collection<LabelExpression> expressions, LabelVocabulary vocabulary) {
        var byKey = new TreeMap<String, Requirement>();
        for (LabelExpression expression : expressions) {
            add(byKey, Requirement.of(expression, vocabulary));
        }
        return new Requirements(byKey);
    }

    /// Each label must have its value.
    public static Requirements ofLabels(Map<String, String> labels) {
        var byKey = new TreeMap<String, Requirement>();
        for (var label : labels.entrySet()) {
            byKey.put(label.getKey(), Requirement.in(label.getKey(), label.getValue()));
        }
        return new Requirements(byKey);
    }

    /// Each label must have its value; keys are normalised as those of expressions.
    public static Requirements ofLabels(Map<String, String> labels, LabelVocabulary vocabulary) {
        var byKey = new TreeMap<String, Requirement>();
        for (var label : labels.entrySet()) {
            add(byKey, Requirement.of(LabelExpression.of(label.getKey(), Operator.IN, label.getValue()), vocabulary));
        }
        return new Requirements(byKey);
    }

    private static void add(TreeMap<String, Requirement> byKey, Requirement requirement) {
        Requirement known = byKey.get(requirement.key());
        byKey.put(requirement.key(), known == null ? requirement : known.intersect(requirement));
    }

    /// What is required of a key, null when nothing is.
    public @Nullable Requirement get(String key) {
        return byKey.get(key);
    }

    /// The values a key may take: any when nothing is required of it.
    public ValueSet values(String key) {
        Requirement requirement = byKey.get(key);
        return requirement == null ? ValueSet.any() : requirement.values();
    }

    /// Both at once.
    public Requirements and(Requirements other) {
        if (other.byKey.isEmpty()) {
            return this;
        }
        if (byKey.isEmpty()) {
            return other;
        }
        var result = new TreeMap<>(byKey);
        for (Requirement requirement : other.byKey.values()) {
            add(result, requirement);
        }
        return new Requirements(result);
    }

    /// These and one more.
    public Requirements and(Requirement requirement) {
        var result = new TreeMap<>(byKey);
        add(result, requirement);
        return new Requirements(result);
    }

    /// These with one key's requirement replaced.
    public Requirements with(Requirement requirement) {
        var result = new TreeMap<>(byKey);
        result.put(requirement.key(), requirement);
        return new Requirements(result);
    }

    /// These without a key.
    public Requirements without(String key) {
        if (!byKey.containsKey(key)) {
            return this;
        }
        var result = new TreeMap<>(byKey);
        result.remove(key);
        return new Requirements(result);
    }

    /// Whether something that meets these may also meet the incoming ones: every incoming key must be defined
    /// here, be of the keys that may still become defined, or be lenient (NotIn, DoesNotExist); and shared keys
    /// must intersect.
    ///
    /// Source: Karpenter scheduling, "Compatible".
    ///
    /// @param incoming for example a pod's requirements
    /// @param mayBeUndefined keys that need not be defined here: the well-known ones for machines to be launched,
    ///     none for nodes
    public boolean compatible(Requirements incoming, Set<String> mayBeUndefined) {
        for (Requirement requirement : incoming.byKey.values()) {
            if (!byKey.containsKey(requirement.key())
                    && !mayBeUndefined.contains(requirement.key())
                    && !requirement.lenient()) {
                return false;
            }
        }
        return intersects(incoming);
    }

    /// Whether every shared key has a value that meets both, or both are lenient (NotIn, DoesNotExist).
    public boolean intersects(Requirements other) {
        if (byKey.size() > other.byKey.size()) {
            return other.intersects(this);
        }
        for (Requirement requirement : byKey.values()) {
            Requirement counterpart = other.byKey.get(requirement.key());
            if (counterpart != null
                    && !(requirement.lenient() && counterpart.lenient())
                    && !requirement.values().overlaps(counterpart.values())) {
                return false;
            }
        }
        return true;
    }
}
