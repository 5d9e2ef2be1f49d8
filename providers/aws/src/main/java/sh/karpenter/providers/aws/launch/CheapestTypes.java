package sh.karpenter.providers.aws.launch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.ValueSet;

/// The types that are offered to EC2: enough of them that it can choose, few enough that the machine stays cheap.
final class CheapestTypes {
    private static final int MOST = 60;

    private CheapestTypes() {}

    /// The sixty with the cheapest offering, cheapest first; equal prices in order of name.
    static List<InstanceType> of(List<InstanceType> types, LaunchNeed need) {
        record Priced(InstanceType type, double price) {}
        var priced = new ArrayList<Priced>();
        for (InstanceType type : types) {
            double price = type.offerings().stream()
                    .filter(need::suits)
                    .mapToDouble(Offering::pricePerHour)
                    .min()
                    .orElse(Double.MAX_VALUE);
            priced.add(new Priced(type, price));
        }
        priced.sort(Comparator.comparingDouble(Priced::price)
                .thenComparing(entry -> entry.type().name()));
        return priced.stream().limit(MOST).map(Priced::type).toList();
    }

    /// The labels of which the types do not have as many different values as the claim asks for.
    static List<String> lackingVariety(List<InstanceType> types, LaunchNeed need) {
        Map<String, Set<String>> values = new HashMap<>();
        for (InstanceType type : types) {
            need.minValues().keySet().forEach(key -> {
                if (type.requirements().values(key) instanceof ValueSet.Only only) {
                    Set<String> seen = values.computeIfAbsent(key, _ -> new HashSet<>());
                    only.values().stream()
                            .filter(value -> need.requirements().values(key).contains(value))
                            .forEach(seen::add);
                }
            });
        }
        return need.minValues().entrySet().stream()
                .filter(entry -> values.getOrDefault(entry.getKey(), Set.of()).size() < entry.getValue())
                .map(Map.Entry::getKey)
                .toList();
    }
}
