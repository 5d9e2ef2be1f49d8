package sh.karpenter.core.scheduling.topology;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.compiled.InstanceTypeTable;
import sh.karpenter.core.scheduling.compiled.PoolTemplate;
import sh.karpenter.core.scheduling.compiled.TaintTable;

/// The domains that the pools name, per topology key, each with the taints one would meet there.
///
/// A domain is in it when some pool and one of its instance types both admit the value, or when the pool alone
/// lists it. A pool without a type that suits it opens no nodes, but its domains count like those of the others.
///
/// Source: Karpenter scheduling, the domain universe is made of pools and instance types.
final class DomainUniverse {
    private final CompiledCluster cluster;
    private final TreeMap<String, SequencedMap<String, List<Integer>>> byKey = new TreeMap<>();

    DomainUniverse(CompiledCluster cluster) {
        this.cluster = cluster;
    }

    /// The domains of a key; per domain the ids of the taint lists of the pools giving it. A pool without taints
    /// replaces all others.
    SequencedMap<String, List<Integer>> domains(String key) {
        SequencedMap<String, List<Integer>> known = byKey.get(key);
        if (known == null) {
            known = compute(key);
            byKey.put(key, known);
        }
        return known;
    }

    private SequencedMap<String, List<Integer>> compute(String key) {
        var result = new TreeMap<String, List<Integer>>();
        var valuesOfTable = new IdentityHashMap<InstanceTypeTable, List<ValueSet>>();
        for (PoolTemplate pool : cluster.templates()) {
            Requirement ofPool = cluster.requirements().get(pool.requirements()).get(key);
            if (ofPool != null && ofPool.values() instanceof ValueSet.Only only) {
                add(result, only, pool.taints());
            }
            List<ValueSet> ofTypes = valuesOfTable.get(pool.table());
            if (ofTypes == null) {
                ofTypes = distinctValues(pool.table().types(), key);
                valuesOfTable.put(pool.table(), ofTypes);
            }
            for (ValueSet ofType : ofTypes) {
                ValueSet common = ofPool == null ? ofType : ofPool.values().intersect(ofType);
                if (common instanceof ValueSet.Only only) {
                    add(result, only, pool.taints());
                }
            }
        }
        return result;
    }

    private static List<ValueSet> distinctValues(List<InstanceType> types, String key) {
        var result = new ArrayList<ValueSet>();
        ValueSet last = null;
        for (InstanceType type : types) {
            Requirement requirement = type.requirements().get(key);
            if (requirement != null && !requirement.values().equals(last)) {
                last = requirement.values();
                if (!result.contains(last)) {
                    result.add(last);
                }
            }
        }
        return result;
    }

    private static void add(SequencedMap<String, List<Integer>> domains, ValueSet.Only values, int taints) {
        for (String value : values.values()) {
            List<Integer> known = domains.get(value);
            if (known == null) {
                known = new ArrayList<>(1);
                domains.put(value, known);
            }
            if (taints == TaintTable.NONE) {
                known.clear();
            }
            if (known.isEmpty() || (known.getFirst() != TaintTable.NONE && !known.contains(taints))) {
                known.add(taints);
            }
        }
    }
}
