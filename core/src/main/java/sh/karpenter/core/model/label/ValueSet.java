package sh.karpenter.core.model.label;

import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The values that a label may take: a finite set, or everything but a finite set, within integer bounds where
/// given.
///
/// "The label is absent" is the empty [Only]: nothing may stand there.
public sealed interface ValueSet {
    /// Whether the value is in the set.
    boolean contains(String value);

    /// The values in both sets.
    ValueSet intersect(ValueSet other);

    /// Whether a value is in both sets; the same as whether [#intersect] is not the empty [Only], without
    /// building it.
    boolean overlaps(ValueSet other);

    /// Whether there is no value in it.
    boolean isEmpty();

    /// The operator that describes this set: In, NotIn, Exists or DoesNotExist; bounds are not told.
    Operator operator();

    /// These values and no others.
    ///
    /// @param values the values, sorted
    record Only(SortedSet<String> values) implements ValueSet {
        public Only {
            values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
        }

        /// As the set's; written out because it is asked for at the start of every solve.
        @Override
        public int hashCode() {
            return values.hashCode();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other || (other instanceof Only that && values.equals(that.values));
        }

        @Override
        public boolean contains(String value) {
            return values.contains(value);
        }

        @Override
        public ValueSet intersect(ValueSet other) {
            var result = new TreeSet<String>();
            for (String value : values) {
                if (other.contains(value)) {
                    result.add(value);
                }
            }
            return new Only(result);
        }

        @Override
        public boolean overlaps(ValueSet other) {
            for (String value : values) {
                if (other.contains(value)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean isEmpty() {
            return values.isEmpty();
        }

        @Override
        public Operator operator() {
            return values.isEmpty() ? Operator.DOES_NOT_EXIST : Operator.IN;
        }
    }

    /// All values but these; with a bound, all integers within the bounds but these.
    ///
    /// @param values the values left out, sorted
    /// @param atLeast smallest integer allowed, null for no lower bound
    /// @param atMost greatest integer allowed, null for no upper bound
    record AllExcept(
            SortedSet<String> values,
            @Nullable Long atLeast,
            @Nullable Long atMost) implements ValueSet {
        private static final ValueSet NOTHING = new AllExcept(Collections.emptySortedSet(), null, null);

        public AllExcept {
            values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
        }

        /// Other than that of [Only]; written out because it is asked for at the start of every solve.
        @Override
        public int hashCode() {
            return ~(values.hashCode() + 31 * (Objects.hashCode(atLeast) + 31 * Objects.hashCode(atMost)));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other
                    || (other instanceof AllExcept that
                            && values.equals(that.values)
                            && Objects.equals(atLeast, that.atLeast)
                            && Objects.equals(atMost, that.atMost));
        }

        @Override
        public boolean contains(String value) {
            return !values.contains(value) && within(value, atLeast, atMost);
        }

        @Override
        public ValueSet intersect(ValueSet other) {
            return switch (other) {
                case Only only -> only.intersect(this);
                case AllExcept that -> {
                    Long low = tighter(atLeast, that.atLeast, true);
                    Long high = tighter(atMost, that.atMost, false);
                    if (low != null && high != null && low > high) {
                        yield none();
                    }
                    var excluded = new TreeSet<String>();
                    for (String value : values) {
                        if (within(value, low, high)) {
                            excluded.add(value);
                        }
                    }
                    for (String value : that.values) {
                        if (within(value, low, high)) {
                            excluded.add(value);
                        }
                    }
                    yield new AllExcept(excluded, low, high);
                }
            };
        }

        @Override
        public boolean overlaps(ValueSet other) {
            return switch (other) {
                case Only only -> only.overlaps(this);
                case AllExcept that -> {
                    Long low = tighter(atLeast, that.atLeast, true);
                    Long high = tighter(atMost, that.atMost, false);
                    yield low == null || high == null || low <= high;
                }
            };
        }

        @Override
        public boolean isEmpty() {
            return atLeast != null && atMost != null && atLeast > atMost;
        }

        @Override
        public Operator operator() {
            return values.isEmpty() ? Operator.EXISTS : Operator.NOT_IN;
        }

        private static @Nullable Long tighter(@Nullable Long a, @Nullable Long b, boolean greater) {
            if (a == null) {
                return b;
            }
            if (b == null) {
                return a;
            }
            return greater ? Math.max(a, b) : Math.min(a, b);
        }

        private static boolean within(String value, @Nullable Long atLeast, @Nullable Long atMost) {
            if (atLeast == null && atMost == null) {
                return true;
            }
            try {
                long number = Long.parseLong(value);
                return (atLeast == null || number >= atLeast) && (atMost == null || number <= atMost);
            } catch (NumberFormatException notAnInteger) {
                return false;
            }
        }
    }

    /// Every value: the label must exist.
    static ValueSet any() {
        return AllExcept.NOTHING;
    }

    /// No value: the label must not exist.
    static ValueSet none() {
        return new Only(Collections.emptySortedSet());
    }

    /// Exactly these values.
    static ValueSet only(Collection<String> values) {
        return new Only(new TreeSet<>(values));
    }

    /// Exactly these values.
    static ValueSet only(String... values) {
        var sorted = new TreeSet<String>();
        Collections.addAll(sorted, values);
        return new Only(sorted);
    }
}
