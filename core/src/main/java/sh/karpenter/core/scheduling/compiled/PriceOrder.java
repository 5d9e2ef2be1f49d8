package sh.karpenter.core.scheduling.compiled;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;

/// The instance types of a table under given requirements: what each costs at its cheapest launchable offering,
/// which order that makes, and which capacity types they can be launched with.
///
/// @param prices price per type, infinite without a compatible launchable offering
/// @param order types by price, equal ones by name
/// @param capacityTypes capacity types of compatible launchable offerings, sorted
/// @param typesOfCapacityType per capacity type: the types that have it
@SuppressWarnings("ArrayRecordComponent") // compiled: never compared, never leaves the module
public record PriceOrder(double[] prices, int[] order, List<String> capacityTypes, List<long[]> typesOfCapacityType) {
    static final PriceOrder UNKNOWN = new PriceOrder(new double[0], new int[0], List.of(), List.of());

    /// Whether it stands for prices that were not worked out yet.
    @SuppressWarnings("ReferenceEquality") // one instance stands for it
    boolean isUnknown() {
        return this == UNKNOWN;
    }

    static PriceOrder of(InstanceTypeTable table, int requirementsId) {
        List<InstanceType> types = table.types();
        int kinds = table.offeringKinds();
        boolean[] compatible = new boolean[kinds];
        var byCapacityType = new TreeMap<String, long[]>();
        long[][] typesOfKind = new long[kinds][];
        for (int kind = 0; kind < kinds; kind++) {
            compatible[kind] = table.compatibleWithKind(requirementsId, kind);
            if (compatible[kind]) {
                String capacityType = table.capacityTypeOf(kind);
                long[] having = byCapacityType.get(capacityType);
                if (having == null) {
                    having = new long[Bits.words(types.size())];
                    byCapacityType.put(capacityType, having);
                }
                typesOfKind[kind] = having;
            }
        }
        double[] prices = new double[types.size()];
        for (int t = 0; t < prices.length; t++) {
            prices[t] = Double.POSITIVE_INFINITY;
            List<Offering> offerings = types.get(t).offerings();
            for (int o = 0; o < offerings.size(); o++) {
                Offering offering = offerings.get(o);
                int kind = table.kindOf(t, o);
                if (compatible[kind] && table.launchable(offering, kind)) {
                    prices[t] = Math.min(prices[t], offering.pricePerHour());
                    Bits.add(typesOfKind[kind], t);
                }
            }
        }
        return new PriceOrder(
                prices,
                ordered(prices),
                new ArrayList<>(byCapacityType.keySet()),
                new ArrayList<>(byCapacityType.values()));
    }

    /// The cheaper one first.
    @SuppressWarnings("ArrayRecordComponent") // compiled: never compared, never leaves the module
    private record ByPrice(double[] prices) implements Comparator<Integer> {
        @Override
        public int compare(Integer a, Integer b) {
            return Double.compare(prices[a], prices[b]);
        }
    }

    private static int[] ordered(double[] prices) {
        Integer[] order = new Integer[prices.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        Arrays.sort(order, new ByPrice(prices));
        int[] result = new int[order.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = order[i];
        }
        return result;
    }
}
