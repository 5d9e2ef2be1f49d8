package sh.karpenter.core.scheduling.compiled;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.taint.Toleration;

/// Interns lists of taints and lists of tolerations, and remembers which tolerate which.
public final class TaintTable {
    /// The id of no taints, and of no tolerations.
    public static final int NONE = 0;

    private final LinkedHashMap<List<Taint>, Integer> taintIds = new LinkedHashMap<>();
    private final List<List<Taint>> taints = new ArrayList<>();
    private final LinkedHashMap<List<Toleration>, Integer> tolerationIds = new LinkedHashMap<>();
    private final List<List<Toleration>> tolerations = new ArrayList<>();
    private final LongIntTable tolerated = new LongIntTable();

    /// An empty table.
    public TaintTable() {
        internTaints(List.of());
        internTolerations(List.of());
    }

    /// The id of a list of taints.
    public int internTaints(List<Taint> list) {
        if (list.isEmpty() && !taints.isEmpty()) {
            return NONE;
        }
        Integer known = taintIds.get(list);
        if (known == null) {
            known = taints.size();
            taintIds.put(list, known);
            taints.add(list);
        }
        return known;
    }

    /// The id of a list of tolerations.
    public int internTolerations(List<Toleration> list) {
        if (list.isEmpty() && !tolerations.isEmpty()) {
            return NONE;
        }
        Integer known = tolerationIds.get(list);
        if (known == null) {
            known = tolerations.size();
            tolerationIds.put(list, known);
            tolerations.add(list);
        }
        return known;
    }

    /// Whether every taint of the one list is tolerated by the other.
    public boolean tolerates(int tolerationsId, int taintsId) {
        if (taintsId == NONE) {
            return true;
        }
        long key = LongIntTable.pair(tolerationsId, taintsId);
        int known = tolerated.get(key);
        if (known == LongIntTable.MISSING) {
            known = untolerated(tolerationsId, taintsId) == null ? 1 : 0;
            tolerated.put(key, known);
        }
        return known == 1;
    }

    /// The first taint that is not tolerated, null when all are.
    public @Nullable Taint untolerated(int tolerationsId, int taintsId) {
        for (Taint taint : taints.get(taintsId)) {
            boolean found = false;
            for (Toleration toleration : tolerations.get(tolerationsId)) {
                found = found || toleration.tolerates(taint);
            }
            if (!found) {
                return taint;
            }
        }
        return null;
    }
}
