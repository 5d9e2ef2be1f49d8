package sh.karpenter.core.scheduling.compiled;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedSet;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;

/// Interns [Requirements]: equal ones share an id, and every operation on a pair of ids is computed once, by
/// the readable algebra itself, and then remembered.
///
/// A solve of thousands of pods knows only a few dozen different requirements (pools, distinct pod selectors,
/// what narrowing makes of them), so nearly every operation is one look-up in a [LongIntTable]. Because misses
/// are computed by [Requirements], there is no second algebra that could disagree. Names of hosts stay out of
/// the interned requirements of machines: they would make each of them unique.
public final class RequirementTable {
    /// The id of [Requirements#none].
    public static final int NONE = 0;

    private final SortedSet<String> wellKnown;
    private final LinkedHashMap<Requirements, Integer> ids = new LinkedHashMap<>();
    private final List<Requirements> byId = new ArrayList<>();
    private final LongIntTable and = new LongIntTable();
    private final LongIntTable compatible = new LongIntTable();
    private final LongIntTable strictlyCompatible = new LongIntTable();

    /// @param wellKnown keys that a machine to be launched need not define
    public RequirementTable(SortedSet<String> wellKnown) {
        this.wellKnown = wellKnown;
        intern(Requirements.none());
    }

    /// Keys that a machine to be launched need not define.
    public SortedSet<String> wellKnown() {
        return wellKnown;
    }

    /// The id of requirements.
    public int intern(Requirements requirements) {
        if (requirements.byKey().isEmpty() && !byId.isEmpty()) {
            return NONE;
        }
        Integer known = ids.get(requirements);
        if (known != null) {
            return known;
        }
        int id = byId.size();
        ids.put(requirements, id);
        byId.add(requirements);
        return id;
    }

    /// The requirements of an id.
    public Requirements get(int id) {
        return byId.get(id);
    }

    /// How many ids there are.
    public int size() {
        return byId.size();
    }

    /// Both at once; twin of [Requirements#and(Requirements)].
    public int and(int a, int b) {
        if (a == b || b == NONE) {
            return a;
        }
        if (a == NONE) {
            return b;
        }
        long key = LongIntTable.pair(a, b);
        int known = and.get(key);
        if (known == LongIntTable.MISSING) {
            known = intern(get(a).and(get(b)));
            and.put(key, known);
        }
        return known;
    }

    /// Both at once.
    public int and(int a, Requirement requirement) {
        return and(a, intern(Requirements.of(requirement)));
    }

    /// Whether a machine to be launched with requirements `machine` may meet `incoming`: well-known keys need not
    /// be defined.
    public boolean compatible(int machine, int incoming) {
        if (incoming == NONE) {
            return true;
        }
        return remembered(compatible, machine, incoming, wellKnown);
    }

    /// Whether a machine with requirements `machine` meets `incoming`, which may name only keys that it defines.
    public boolean strictlyCompatible(int machine, int incoming) {
        if (incoming == NONE) {
            return true;
        }
        return remembered(strictlyCompatible, machine, incoming, Collections.emptySortedSet());
    }

    private boolean remembered(LongIntTable memory, int machine, int incoming, SortedSet<String> mayBeUndefined) {
        long key = LongIntTable.pair(machine, incoming);
        int known = memory.get(key);
        if (known == LongIntTable.MISSING) {
            known = get(machine).compatible(get(incoming), mayBeUndefined) ? 1 : 0;
            memory.put(key, known);
        }
        return known == 1;
    }
}
