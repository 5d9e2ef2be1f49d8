package sh.karpenter.providers.aws.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.ValueSet;

/// Types with fewer offerings.
final class NarrowedTypes {
    private NarrowedTypes() {}

    /// The types with those of their offerings that pass; a type without any left is dropped.
    static List<InstanceType> keep(List<InstanceType> types, BiPredicate<InstanceType, Offering> passes) {
        var result = new ArrayList<InstanceType>();
        for (InstanceType type : types) {
            List<Offering> offerings = type.offerings().stream()
                    .filter(offering -> passes.test(type, offering))
                    .toList();
            if (!offerings.isEmpty()) {
                result.add(new InstanceType(
                        type.name(),
                        type.requirements(),
                        offerings,
                        type.capacity(),
                        type.overhead(),
                        type.volumeLimits()));
            }
        }
        return result;
    }

    /// The offering's value of a label, empty when it has none.
    static String value(Offering offering, String label) {
        return offering.requirements().byKey().containsKey(label)
                        && offering.requirements().values(label) instanceof ValueSet.Only only
                        && !only.isEmpty()
                ? only.values().first()
                : "";
    }
}
