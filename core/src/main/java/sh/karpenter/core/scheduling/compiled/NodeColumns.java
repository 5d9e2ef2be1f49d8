package sh.karpenter.core.scheduling.compiled;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;

/// The labels of the nodes of a cluster by column: per key that somebody asks for, one small number per node for
/// its value.
///
/// Nodes carry labels of their own (host name, instance id), so interning whole label sets would not help; a
/// pod asks for one or two keys, and a column makes such a question an array read and a bit test. Columns are
/// made when first asked for.
public final class NodeColumns {
    /// The value of a node that lacks the label.
    public static final int ABSENT = -1;

    private final List<? extends Map<String, String>> labels;
    private final List<String> hostnames;
    private final RequirementTable requirements;
    private final TreeMap<String, Column> columns = new TreeMap<>();
    private final List<@Nullable Predicate> predicates = new ArrayList<>();

    /// One key.
    ///
    /// @param values the distinct values, sorted
    /// @param valueOfNode index into the values per node, [#ABSENT] without the label
    @SuppressWarnings("ArrayRecordComponent") // compiled: never compared, never leaves the module
    public record Column(String[] values, int[] valueOfNode) {}

    /// What requirements ask of a node, per key.
    ///
    /// @param columns the keys
    /// @param allowed per key: the values admitted
    /// @param absentAllowed per key: whether a node without the label is admitted
    @SuppressWarnings("ArrayRecordComponent") // compiled: never compared, never leaves the module
    public record Predicate(Column[] columns, long[][] allowed, boolean[] absentAllowed) {

        /// Whether a node meets the requirements; twin of [Requirements#compatible] with nothing that may be
        /// undefined.
        public boolean test(int node) {
            for (int i = 0; i < columns.length; i++) {
                int value = columns[i].valueOfNode[node];
                if (value == ABSENT ? !absentAllowed[i] : !Bits.has(allowed[i], value)) {
                    return false;
                }
            }
            return true;
        }
    }

    /// @param labels labels per node
    /// @param hostnames host name per node, which stands in for a missing label
    public NodeColumns(
            List<? extends Map<String, String>> labels, List<String> hostnames, RequirementTable requirements) {
        this.labels = labels;
        this.hostnames = hostnames;
        this.requirements = requirements;
    }

    /// The column of a key.
    public Column column(String key) {
        Column known = columns.get(key);
        if (known == null) {
            known = compile(key);
            columns.put(key, known);
        }
        return known;
    }

    /// The value of a node's label, null without it.
    public @Nullable String value(String key, int node) {
        Column column = column(key);
        int value = column.valueOfNode()[node];
        return value == ABSENT ? null : column.values()[value];
    }

    /// What requirements ask of a node.
    public Predicate predicate(int requirementsId) {
        while (predicates.size() <= requirementsId) {
            predicates.add(null);
        }
        Predicate known = predicates.get(requirementsId);
        if (known == null) {
            known = compile(requirements.get(requirementsId));
            predicates.set(requirementsId, known);
        }
        return known;
    }

    private Column compile(String key) {
        boolean host = key.equals(LabelKeys.HOSTNAME);
        var numbers = new LinkedHashMap<String, Integer>();
        int[] valueOfNode = new int[labels.size()];
        for (int i = 0; i < valueOfNode.length; i++) {
            String value = host ? hostnames.get(i) : labels.get(i).get(key);
            if (value == null) {
                valueOfNode[i] = ABSENT;
                continue;
            }
            Integer known = numbers.get(value);
            if (known == null) {
                known = numbers.size();
                numbers.put(value, known);
            }
            valueOfNode[i] = known;
        }
        // Numbered as they came; from here on as they are sorted.
        String[] values = numbers.keySet().toArray(new String[0]);
        Arrays.sort(values);
        int[] sorted = new int[values.length];
        for (int v = 0; v < values.length; v++) {
            sorted[numbers.getOrDefault(values[v], ABSENT)] = v;
        }
        for (int i = 0; i < valueOfNode.length; i++) {
            valueOfNode[i] = valueOfNode[i] == ABSENT ? ABSENT : sorted[valueOfNode[i]];
        }
        return new Column(values, valueOfNode);
    }

    private Predicate compile(Requirements wanted) {
        int count = wanted.byKey().size();
        var keyColumns = new Column[count];
        var allowed = new long[count][];
        var absentAllowed = new boolean[count];
        int i = 0;
        for (Requirement requirement : wanted.byKey().values()) {
            Column column = column(requirement.key());
            long[] bits = new long[Bits.words(column.values().length)];
            for (int v = 0; v < column.values().length; v++) {
                if (requirement.values().contains(column.values()[v])) {
                    Bits.add(bits, v);
                }
            }
            keyColumns[i] = column;
            allowed[i] = bits;
            absentAllowed[i] = requirement.lenient();
            i++;
        }
        return new Predicate(keyColumns, allowed, absentAllowed);
    }
}
