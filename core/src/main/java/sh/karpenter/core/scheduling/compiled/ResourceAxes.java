package sh.karpenter.core.scheduling.compiled;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.resource.Resources;

/// The resource names of a problem in sorted order: the axes along which compiled amounts lie as `long[]`.
///
/// Twin of [Resources]: `long[]` has zero where a name is absent; where presence matters (what a claim asks for,
/// what a pool limits) it
/// is kept as one bit per axis, see [#presence].
public final class ResourceAxes {
    private final String[] names;
    private final TreeMap<String, Integer> axes = new TreeMap<>();

    /// Axes for these names.
    public ResourceAxes(SortedSet<String> names) {
        if (names.size() > Long.SIZE) {
            throw new IllegalArgumentException(
                    "a problem with " + names.size() + " resource names; at most 64 are supported");
        }
        this.names = names.toArray(String[]::new);
        for (int i = 0; i < this.names.length; i++) {
            axes.put(this.names[i], i);
        }
    }

    /// How many axes there are.
    public int count() {
        return names.length;
    }

    /// The name of an axis.
    public String name(int axis) {
        return names[axis];
    }

    /// All names, sorted.
    public List<String> names() {
        var result = new ArrayList<String>(names.length);
        Collections.addAll(result, names);
        return result;
    }

    /// The axis of a name, -1 when there is none.
    public int axis(String name) {
        Integer axis = axes.get(name);
        return axis == null ? -1 : axis;
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
            if (axis >= 0) {
                result |= 1L << axis;
            }
        }
        return result;
    }

    /// The amounts by name, for those axes whose bit is set; null presence takes those that are not zero.
    public Resources resources(long[] amounts, @Nullable Long presence) {
        var result = new TreeMap<String, Long>();
        for (int axis = 0; axis < names.length; axis++) {
            if (presence == null ? amounts[axis] != 0 : (presence & (1L << axis)) != 0) {
                result.put(names[axis], amounts[axis]);
            }
        }
        return new Resources(result);
    }

    /// `a + b`, saturating.
    public static long add(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }
}
