package sh.karpenter.core.scheduling.compiled;

import java.util.SequencedSet;
import java.util.TreeMap;
import sh.karpenter.core.model.resource.Resources;

/// The resource names of a problem: the axes along which compiled amounts lie as `long[]`.
///
/// Twin of [Resources]: `long[]` has zero where a name is absent; where presence matters (what a claim asks
/// for, what a pool limits) it is kept as one bit per axis, see [#presence]. There is a bit for the first 64
/// axes only, which are the well-known and the limited names; of the others, should a pod come with dozens of
/// resources of its own, those count as present that are not zero.
public final class ResourceAxes {
    private final String[] names;

    /// Axes for these names, in their order.
    public ResourceAxes(SequencedSet<String> names) {
        this.names = names.toArray(new String[0]);
    }

    /// How many axes there are.
    public int count() {
        return names.length;
    }

    /// The name of an axis.
    public String name(int axis) {
        return names[axis];
    }

    /// The axis of a name, -1 when there is none. There are a handful of names, so looking through them is the
    /// fastest.
    public int axis(String name) {
        for (int axis = 0; axis < names.length; axis++) {
            if (names[axis].equals(name)) {
                return axis;
            }
        }
        return -1;
    }

    /// The amounts per axis; names without an axis are left out.
    public long[] compile(Resources resources) {
        long[] result = new long[names.length];
        for (var entry : resources.amounts().entrySet()) {
            int axis = axis(entry.getKey());
            if (axis >= 0) {
                result[axis] = entry.getValue();
            }
        }
        return result;
    }

    /// A bit for each axis whose name is present.
    public long presence(Resources resources) {
        long result = 0;
        for (String name : resources.amounts().keySet()) {
            int axis = axis(name);
            if (axis >= 0 && axis < Long.SIZE) {
                result |= 1L << axis;
            }
        }
        return result;
    }

    /// The amounts by name, for those axes whose bit is set.
    public Resources resources(long[] amounts, long presence) {
        var result = new TreeMap<String, Long>();
        for (int axis = 0; axis < names.length; axis++) {
            boolean counted = axis < Long.SIZE;
            if (counted ? (presence & (1L << axis)) != 0 : amounts[axis] != 0) {
                result.put(names[axis], amounts[axis]);
            }
        }
        return new Resources(result);
    }

    /// `amount × times`, saturating.
    public static long times(long amount, int times) {
        return times == 1 || Math.abs(amount) <= Long.MAX_VALUE / times
                ? amount * times
                : amount < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /// `a + b`, saturating.
    public static long add(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }
}
