package sh.karpenter.core.model.resource;

import java.util.Collections;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Named amounts, exact and saturating: what a pod asks for, a machine offers, a pool may use.
///
/// The unit of `cpu` is the nanocore (10⁻⁹ of a core, the smallest step of a Kubernetes quantity); of
/// everything else the whole unit: bytes, pods, devices. A name that is absent counts as zero in arithmetic;
/// where presence matters it says so.
///
/// @param amounts name to amount in the name's unit, in name order
public record Resources(SequencedMap<String, Long> amounts) {
    private static final Resources NONE = new Resources(new TreeMap<>());

    /// Nanocores in one core.
    public static final long CORE = 1_000_000_000L;

    /// Nanocores in one millicore.
    public static final long MILLICORE = 1_000_000L;

    public Resources {
        amounts = Collections.unmodifiableSequencedMap(new TreeMap<>(amounts));
    }

    /// As the map's; written out because it is asked for at the start of every solve.
    @Override
    public int hashCode() {
        return amounts.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Resources that && amounts.equals(that.amounts));
    }

    /// No amounts at all.
    public static Resources none() {
        return NONE;
    }

    /// The amount of a name in its unit, zero when absent.
    public long get(String name) {
        return amounts.getOrDefault(name, 0L);
    }

    /// Whether the name is present, with whatever amount.
    public boolean has(String name) {
        return amounts.containsKey(name);
    }

    /// These amounts with one of them set.
    public Resources with(String name, long amount) {
        var result = new TreeMap<>(amounts);
        result.put(name, amount);
        return new Resources(result);
    }

    /// The sum over the names of both.
    public Resources plus(Resources other) {
        if (other.amounts.isEmpty()) {
            return this;
        }
        var result = new TreeMap<>(amounts);
        for (var entry : other.amounts.entrySet()) {
            Long known = result.get(entry.getKey());
            result.put(entry.getKey(), known == null ? entry.getValue() : saturatingAdd(known, entry.getValue()));
        }
        return new Resources(result);
    }

    /// The difference, keeping only the names that these amounts have. It may be negative.
    public Resources minus(Resources other) {
        var result = new TreeMap<String, Long>();
        amounts.forEach((name, amount) -> result.put(name, saturatingAdd(amount, -other.get(name))));
        return new Resources(result);
    }

    /// The greater amount of each name of either.
    public Resources max(Resources other) {
        var result = new TreeMap<>(amounts);
        other.amounts.forEach((name, amount) -> result.merge(name, amount, Math::max));
        return new Resources(result);
    }

    /// The smaller amount of each name that both have.
    public Resources min(Resources other) {
        var result = new TreeMap<String, Long>();
        amounts.forEach((name, amount) -> {
            if (other.has(name)) {
                result.put(name, Math.min(amount, other.get(name)));
            }
        });
        return new Resources(result);
    }

    /// Whether these amounts fit into a total: nothing in the total is negative, and no amount here exceeds its
    /// total.
    public boolean fitsIn(Resources total) {
        for (long amount : total.amounts.values()) {
            if (amount < 0) {
                return false;
            }
        }
        for (var entry : amounts.entrySet()) {
            if (entry.getValue() > total.get(entry.getKey())) {
                return false;
            }
        }
        return true;
    }

    private static long saturatingAdd(long a, long b) {
        long sum = a + b;
        if (((a ^ sum) & (b ^ sum)) < 0) {
            return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return sum;
    }
}
