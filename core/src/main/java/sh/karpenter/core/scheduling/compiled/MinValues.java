package sh.karpenter.core.scheduling.compiled;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;

/// Whether enough distinct values stay possible where requirements ask for a minimum.
///
/// Only values that the requirement itself admits count: a zone list cut to one zone has one value, whatever
/// zones the types offer.
public final class MinValues {
    private MinValues() {}

    /// The keys whose minimum is not reached by the instance types, with the number of distinct values that they
    /// have.
    public static SequencedMap<String, Integer> missing(
            InstanceTypeTable table, long[] rows, Requirements requirements) {
        var types = new ArrayList<InstanceType>();
        for (int row = Bits.next(rows, 0); row >= 0; row = Bits.next(rows, row + 1)) {
            types.add(table.types().get(table.typeOfRow(row)));
        }
        return missing(types, requirements);
    }

    /// The same of a list of instance types.
    public static SequencedMap<String, Integer> missing(List<InstanceType> types, Requirements requirements) {
        var result = new TreeMap<String, Integer>();
        for (Requirement requirement : requirements.byKey().values()) {
            Integer minimum = requirement.minValues();
            if (minimum != null) {
                int found = distinct(types, requirement);
                if (found < minimum) {
                    result.put(requirement.key(), found);
                }
            }
        }
        return result;
    }

    private static int distinct(List<InstanceType> types, Requirement requirement) {
        var values = new TreeSet<String>();
        for (InstanceType type : types) {
            Requirement ofType = type.requirements().get(requirement.key());
            if (ofType != null && ofType.values() instanceof ValueSet.Only only) {
                for (String value : only.values()) {
                    if (requirement.values().contains(value)) {
                        values.add(value);
                    }
                }
            }
        }
        return values.size();
    }
}
