package sh.karpenter.core.scheduling.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.scheduling.compiled.Bits;
import sh.karpenter.core.scheduling.compiled.LongIntTable;
import sh.karpenter.core.scheduling.compiled.NodeColumns;
import sh.karpenter.core.scheduling.compiled.RequirementTable;

/// A topology key with its domains (the values that its label takes), numbered.
///
/// Every node has a host name of its own, so for [LabelKeys#HOSTNAME] the domains are the bins themselves and
/// are numbered like them; for all other keys the numbers run over the values seen so far.
public final class DomainKey {
    private final String key;
    private final boolean hostname;
    private final RequirementTable requirements;
    private final NodeColumns columns;
    private final List<String> names = new ArrayList<>();
    private final TreeMap<String, Integer> ids = new TreeMap<>();
    private final List<Allowed> allowed = new ArrayList<>();
    private final LongIntTable single = new LongIntTable();
    private final LongIntTable several = new LongIntTable();
    private int[] domainOfNode = new int[0];

    /// Which domains requirements allow.
    ///
    /// @param size how many domains there were when it was computed
    /// @param bits the allowed domains, null when the key is not required at all
    /// @param only whether the requirement lists its values, and if so their domains
    @SuppressWarnings("ArrayRecordComponent") // compiled: never compared, never leaves the module
    private record Allowed(int size, long @Nullable [] bits, int @Nullable [] only) {}

    private static final Allowed UNKNOWN = new Allowed(-1, null, null);

    DomainKey(String key, RequirementTable requirements, NodeColumns columns) {
        this.key = key;
        this.hostname = key.equals(LabelKeys.HOSTNAME);
        this.requirements = requirements;
        this.columns = columns;
    }

    /// The label key.
    public String key() {
        return key;
    }

    /// Whether the domains are the hosts.
    public boolean hostname() {
        return hostname;
    }

    /// How many domains are known; not for host names.
    public int size() {
        return names.size();
    }

    /// The name of a domain; not for host names.
    public String name(int domain) {
        return names.get(domain);
    }

    /// The names of all known domains by their numbers, growing as more become known; not for host names.
    public List<String> names() {
        return Collections.unmodifiableList(names);
    }

    /// The number of a domain, which is new where it was not known; not for host names.
    int domain(String name) {
        Integer known = ids.get(name);
        if (known == null) {
            known = names.size();
            names.add(name);
            ids.put(name, known);
        }
        return known;
    }

    /// The domain of an existing node, -1 when it has none.
    public int domainOfNode(int node) {
        if (hostname) {
            return node;
        }
        if (domainOfNode.length == 0) {
            NodeColumns.Column column = columns.column(key);
            int[] ofValue = new int[column.values().length];
            for (int v = 0; v < ofValue.length; v++) {
                ofValue[v] = domain(column.values()[v]);
            }
            int[] result = new int[column.valueOfNode().length];
            for (int n = 0; n < result.length; n++) {
                int value = column.valueOfNode()[n];
                result[n] = value == NodeColumns.ABSENT ? -1 : ofValue[value];
            }
            domainOfNode = result;
        }
        return domainOfNode[node];
    }

    /// The domains that requirements allow, null when they do not name the key. Not for host names.
    public long @Nullable [] allowed(int requirementsId) {
        return lookUp(requirementsId).bits;
    }

    /// The domains listed by requirements, null when they do not list any. Domains named there for the first
    /// time become known. Not for host names.
    public int @Nullable [] listed(int requirementsId) {
        return lookUp(requirementsId).only;
    }

    private Allowed lookUp(int requirementsId) {
        while (allowed.size() <= requirementsId) {
            allowed.add(UNKNOWN);
        }
        Allowed known = allowed.get(requirementsId);
        if (known.size != names.size()) {
            known = compute(requirementsId);
            allowed.set(requirementsId, known);
        }
        return known;
    }

    private Allowed compute(int requirementsId) {
        Requirement requirement = requirements.get(requirementsId).get(key);
        if (requirement == null) {
            return new Allowed(names.size(), null, null);
        }
        int[] listed = null;
        if (requirement.values() instanceof ValueSet.Only only) {
            listed = new int[only.values().size()];
            int i = 0;
            for (String value : only.values()) {
                listed[i++] = domain(value);
            }
        }
        long[] bits = new long[Math.max(1, Bits.words(names.size()))];
        for (int d = 0; d < names.size(); d++) {
            if (requirement.values().contains(names.get(d))) {
                Bits.add(bits, d);
            }
        }
        return new Allowed(names.size(), bits, listed);
    }

    /// The id of the requirement that the key has one of the given domains.
    public int requirementOf(long[] domains) {
        int first = Bits.next(domains, 0);
        int second = Bits.next(domains, first + 1);
        if (second < 0) {
            int known = single.get(first);
            if (known == LongIntTable.MISSING) {
                known = requirements.and(RequirementTable.NONE, Requirement.in(key, names.get(first)));
                single.put(first, known);
            }
            return known;
        }
        boolean small = domains[0] != Long.MIN_VALUE;
        for (int w = 1; w < domains.length; w++) {
            small = small && domains[w] == 0;
        }
        int known = small ? several.get(domains[0]) : LongIntTable.MISSING;
        if (known == LongIntTable.MISSING) {
            var values = new ArrayList<String>();
            for (int d = Bits.next(domains, 0); d >= 0; d = Bits.next(domains, d + 1)) {
                values.add(names.get(d));
            }
            known = requirements.and(RequirementTable.NONE, Requirement.of(key, ValueSet.only(values)));
            if (small) {
                several.put(domains[0], known);
            }
        }
        return known;
    }

    /// Whether a domain is preferred to another that is as good: by name.
    public boolean before(int domain, int other) {
        return names.get(domain).compareTo(names.get(other)) < 0;
    }

    @Override
    public String toString() {
        return key + Arrays.toString(names.toArray());
    }
}
